namespace Trading.Sdk.Persistence.Tests;

/// <summary>Order-book metrics of ordinary size for roll-ups.</summary>
internal static class MetricsRows
{
    /// <summary>Rows of two assets and venues, some without values, several of the same instant.</summary>
    public static IEnumerable<OrderBookMetricsRecord> Make(int count)
    {
        var random = new Random(11);
        for (int i = 0; i < count; i++)
        {
            decimal? Value(int scale) => random.Next(5) == 0 ? null : new decimal(random.Next(), 0, 0, false, (byte)scale);
            yield return new OrderBookMetricsRecord
            {
                TimestampNanos = SampleRows.Start + i / 3 * 2_500_000_001L,
                Asset = random.Next(2) == 0 ? "A" : "B",
                Exchange = random.Next(2) == 0 ? "" : "venue",
                Sequence = count - i,
                MidPrice = Value(4),
                SpreadBps = Value(6),
                BidAskRatio = Value(7),
                DepthImbalance = Value(9),
            };
        }
    }
}
