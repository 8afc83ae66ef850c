using System.Globalization;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A symbol of exchangeInfo.</summary>
/// <param name="Symbol">As the venue writes it.</param>
/// <param name="Tick">Price step (PRICE_FILTER.tickSize); 0 where the filter is off.</param>
/// <param name="Lot">Quantity step (LOT_SIZE.stepSize); 0 where the filter is off.</param>
/// <param name="Status">TRADING, BREAK, HALT …</param>
/// <param name="ContractSize">Value of a contract (COIN-M); 1 elsewhere.</param>
public sealed record BinanceSymbol(string Symbol, decimal Tick, decimal Lot, string Status, decimal ContractSize)
{
    /// <summary>The venue's name in <see cref="Instrument.Venue"/>.</summary>
    public const string VenueName = "BINANCE";

    /// <summary>The finest step that Binance prints: 8 decimals. Used where no filter tells one.</summary>
    public const decimal FinestStep = 0.00000001m;

    /// <summary>True while it is traded.</summary>
    public bool IsTrading => string.Equals(Status, "TRADING", StringComparison.Ordinal);

    /// <summary>The status in our own words; Unknown for one that is not documented.</summary>
    public TradingStatus TradingStatus => Status switch
    {
        "TRADING" => TradingStatus.Trading,
        "HALT" or "BREAK" => TradingStatus.Halted,
        "PRE_TRADING" or "PENDING_TRADING" => TradingStatus.PreOpen,
        "AUCTION_MATCH" => TradingStatus.Auction,
        "POST_TRADING" or "END_OF_DAY" or "PRE_DELIVERING" or "DELIVERING" or "DELIVERED" or "PRE_SETTLE" or "SETTLING" or "CLOSE" => TradingStatus.Closed,
        _ => TradingStatus.Unknown,
    };

    /// <summary>
    /// The instrument, with storage increments that hold whatever the venue prints: books hold levels and remainders of orders older
    /// than today's tick and lot (0.25974 where the tick is 0.0001), and a feed that refused them would never be live.
    /// </summary>
    /// <param name="id">Its number.</param>
    /// <param name="isExact">
    /// Default true: prices in steps of 1e-8, quantities too where the lot is below 1 (else in lots, odd remainders rounded). False: in
    /// ticks and lots, for instruments known to have no such levels; their books are several times faster.
    /// </param>
    public Instrument ToInstrument(int id, bool isExact = true)
    {
        decimal price = isExact || Tick <= 0 ? FinestStep : Tick;
        decimal quantity = Lot <= 0 || (isExact && Lot < 1) ? FinestStep : Lot;
        return new Instrument(id, Symbol, price, quantity, VenueName) { QuantityOffGrid = OffGridPolicy.Round, Multiplier = ContractSize };
    }

    /// <summary>Reads an answer of exchangeInfo.</summary>
    /// <exception cref="MarketDataFormatException">It is not of the documented form.</exception>
    public static IReadOnlyList<BinanceSymbol> ReadAll(ReadOnlyMemory<byte> json, BinanceVenue venue)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var symbols = new List<BinanceSymbol>();
            foreach (JsonElement symbol in document.RootElement.GetProperty("symbols").EnumerateArray())
            {
                decimal tick = 0, lot = 0;
                foreach (JsonElement filter in symbol.TryGetProperty("filters", out JsonElement filters) ? filters.EnumerateArray() : default)
                {
                    string? type = filter.GetProperty("filterType").GetString();
                    tick = type == "PRICE_FILTER" ? Number(filter, "tickSize") : tick;
                    lot = type == "LOT_SIZE" ? Number(filter, "stepSize") : lot;
                }

                string status = symbol.TryGetProperty(venue == BinanceVenue.CoinMFutures ? "contractStatus" : "status", out JsonElement stated) ? stated.GetString() ?? "" : "";
                symbols.Add(new BinanceSymbol(symbol.GetProperty("symbol").GetString()!, tick, lot, status, symbol.TryGetProperty("contractSize", out JsonElement size) ? size.GetDecimal() : 1));
            }

            return symbols;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MarketDataFormatException($"exchangeInfo is not of the documented form ({e.Message})", e);
        }
    }

    private static decimal Number(JsonElement filter, string name) => decimal.Parse(filter.GetProperty(name).GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
