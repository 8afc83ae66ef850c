namespace Trading.Sdk.Persistence;

/// <summary>The rows of one asset, venue and minute on their way into one row.</summary>
internal sealed class MinuteAccumulator(string asset, string exchange, long minuteNanos)
{
    private (long Time, long Sequence) first = (long.MaxValue, long.MaxValue);
    private (long Time, long Sequence) last = (long.MinValue, long.MinValue);
    private decimal? open;
    private decimal? high;
    private decimal? low;
    private decimal? close;
    private Mean spread;
    private Mean ratio;
    private Mean imbalance;
    private int rows;

    public void Add(OrderBookMetricsRecord row)
    {
        rows++;
        (long, long) at = (row.TimestampNanos, row.Sequence);
        if (at.CompareTo(first) < 0)
        {
            first = at;
            open = row.MidPrice;
        }

        if (at.CompareTo(last) > 0)
        {
            last = at;
            close = row.MidPrice;
        }

        if (row.MidPrice is { } mid)
        {
            high = high is { } h ? Math.Max(h, mid) : mid;
            low = low is { } l ? Math.Min(l, mid) : mid;
        }

        spread.Add(row.SpreadBps);
        ratio.Add(row.BidAskRatio);
        imbalance.Add(row.DepthImbalance);
    }

    public OrderBookMetricsMinuteRecord ToRecord() => new()
    {
        TimestampNanos = minuteNanos,
        Asset = asset,
        Exchange = exchange,
        RowCount = rows,
        MidOpen = open,
        MidHigh = high,
        MidLow = low,
        MidClose = close,
        SpreadBpsMean = spread.Value,
        BidAskRatioMean = ratio.Value,
        DepthImbalanceMean = imbalance.Value,
    };

    private struct Mean
    {
        private decimal sum;
        private int count;

        public readonly decimal? Value => count == 0 ? null : Math.Round(sum / count, 12, MidpointRounding.AwayFromZero);

        public void Add(decimal? value)
        {
            if (value is { } present)
            {
                sum += present;
                count++;
            }
        }
    }
}
