using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>The rows of one instrument in exact decimals with their owners, and beside them the price-keyed book that makes the events. Both by the same list rules.</summary>
internal sealed class TwsDepthLadder(Instrument instrument, int rows)
{
    private readonly PositionalRows<TwsDepthRow> bids = new(rows);
    private readonly PositionalRows<TwsDepthRow> asks = new(rows);
    private readonly PositionalBook book = new(instrument, rows);

    public bool IsEmpty => bids.Count == 0 && asks.Count == 0;

    public bool IsSuspect => bids.IsSuspect || asks.IsSuspect;

    public long Ignored => bids.IgnoredOperations + asks.IgnoredOperations;

    public long Cut => bids.CutRows + asks.CutRows;

    public bool IsCrossed => bids.Count > 0 && asks.Count > 0 && bids.Rows[0].Price > asks.Rows[0].Price;

    public bool IsSorted => Sorted(bids.Rows, descending: true) && Sorted(asks.Rows, descending: false);

    public TwsDepthRow[] Copy(Side side) => (side == Side.Bid ? bids : asks).Rows.ToArray();

    /// <exception cref="MarketDataFormatException">Price or size do not fit the instrument; the decimal rows have the change all the same.</exception>
    public void Apply(in TwsDepthUpdate update)
    {
        PositionalRows<TwsDepthRow> side = update.Side == Side.Bid ? bids : asks;
        if (update.Operation == TwsDepthOperation.Delete)
        {
            side.Delete(update.Position);
            book.Delete(update.Side, update.Position);
            return;
        }

        var row = new TwsDepthRow(update.Price, update.Size, update.MarketMaker);
        if (update.Operation == TwsDepthOperation.Insert)
        {
            side.Insert(update.Position, row);
        }
        else
        {
            side.Update(update.Position, row);
        }

        long price = TwsTicks.Convert(update.Price, instrument.Price, instrument.OffGrid, instrument, "price");
        long size = TwsTicks.Convert(update.Size, instrument.Quantity, instrument.QuantityOffGrid, instrument, "size");
        if (update.Operation == TwsDepthOperation.Insert)
        {
            book.Insert(update.Side, update.Position, price, size);
        }
        else
        {
            book.Update(update.Side, update.Position, price, size);
        }
    }

    /// <summary>Empties both sides; the next flush begins with a clear.</summary>
    public void Clear()
    {
        bids.Clear();
        asks.Clear();
        book.Reset();
    }

    public ReadOnlySpan<MarketEvent> Flush(long time) => book.Flush(time);

    private static bool Sorted(ReadOnlySpan<TwsDepthRow> rows, bool descending)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (descending ? rows[i].Price > rows[i - 1].Price : rows[i].Price < rows[i - 1].Price)
            {
                return false;
            }
        }

        return true;
    }
}
