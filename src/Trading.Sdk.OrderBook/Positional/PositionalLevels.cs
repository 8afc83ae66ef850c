using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>The rows of one side and, beside them, the levels that were given out last, so that the next difference can be told.</summary>
internal sealed class PositionalLevels(Side side, int limit)
{
    private readonly DepthLevel[] published = new DepthLevel[limit];
    private readonly DepthLevel[] levels = new DepthLevel[limit];
    private int publishedCount;
    private int levelCount;

    public PositionalRows<DepthLevel> Rows { get; } = new(limit);

    public void Clear()
    {
        Rows.Clear();
        publishedCount = 0;
    }

    public int Difference(Instrument instrument, long time, MarketEventFlags flags, MarketEvent[] output, int count)
    {
        Aggregate(instrument);
        for (int i = 0; i < publishedCount; i++)
        {
            if (Find(levels.AsSpan(0, levelCount), published[i].Price) < 0)
            {
                output[count++] = MarketEvent.Level(instrument.Id, side, published[i].Price, 0, time, flags: flags);
            }
        }

        for (int i = 0; i < levelCount; i++)
        {
            int at = Find(published.AsSpan(0, publishedCount), levels[i].Price);
            if (at < 0 || published[at] != levels[i])
            {
                output[count++] = MarketEvent.Level(instrument.Id, side, levels[i].Price, levels[i].Quantity, time, flags: flags) with { Count = levels[i].OrderCount };
            }
        }

        levels.AsSpan(0, levelCount).CopyTo(published);
        publishedCount = levelCount;
        return count;
    }

    private void Aggregate(Instrument instrument)
    {
        levelCount = 0;
        foreach (ref readonly DepthLevel row in Rows.Rows)
        {
            if (row.Quantity == 0)
            {
                continue;
            }

            int at = Find(levels.AsSpan(0, levelCount), row.Price);
            if (at < 0)
            {
                levels[levelCount++] = row;
                continue;
            }

            long sum = levels[at].Quantity + row.Quantity;
            if (sum < 0)
            {
                throw new MarketDataFormatException($"{instrument}: the quantities of the rows at price {instrument.FormatPrice(row.Price)} do not fit into 64 bits");
            }

            levels[at] = new DepthLevel(row.Price, sum, levels[at].OrderCount + 1);
        }
    }

    // Equal prices stand side by side in a sorted book, so the search from the end is short.
    private static int Find(ReadOnlySpan<DepthLevel> levels, long price)
    {
        int at = levels.Length - 1;
        while (at >= 0 && levels[at].Price != price)
        {
            at--;
        }

        return at;
    }
}
