namespace Trading.Sdk.DataFeeds;

/// <summary>Venues whose captured sessions <see cref="VenueCaptureFeed"/> reads.</summary>
public enum CaptureVenue : byte
{
    /// <summary>Coinbase Advanced Trade: l2_data and market_trades, with the connection's sequence numbers.</summary>
    Coinbase = 0,

    /// <summary>Kraken v1: book-N with CRC32 check, and trade.</summary>
    Kraken = 1,

    /// <summary>Deribit: raw books by change id, and trades.</summary>
    Deribit = 2,

    /// <summary>Bitstamp: diff_order_book with REST snapshots, and live_trades.</summary>
    Bitstamp = 3,

    /// <summary>BitMEX: orderBookL2 by level id, and trade.</summary>
    Bitmex = 4,

    /// <summary>Independent Reserve: level 3, NewOrder, OrderChanged and OrderCanceled with REST snapshots.</summary>
    IndependentReserve = 5,

    /// <summary>Binance spot: depth, trades and bookTicker of several symbols, with REST snapshots.</summary>
    Binance = 6,

    /// <summary>Binance USD-M futures, the same.</summary>
    BinanceFutures = 7,
}
