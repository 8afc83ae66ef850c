using Trading.Sdk.Persistence;

namespace Trading.Sdk.Benchmarks;

/// <summary>A day of order-book metrics: some assets every five seconds, with decimals as a feed has them.</summary>
internal static class Rows
{
    public const long DayNanos = 86_400_000_000_000;
    public const long StepNanos = 5_000_000_000;
    public const int PerAssetAndDay = 17_280;

    public static OrderBookMetricsRecord[] Day(DateOnly day, int assets)
    {
        var random = new Random(day.DayNumber);
        long start = (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * DayNanos;
        var rows = new OrderBookMetricsRecord[assets * PerAssetAndDay];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new OrderBookMetricsRecord
            {
                TimestampNanos = start + i / assets * StepNanos,
                Asset = Asset(i % assets),
                Exchange = "binance",
                BidAskRatio = Decimal(random, 1, 4),
                DepthImbalance = Decimal(random, 0, 6),
                MidPrice = Decimal(random, 60_000, 2),
                SpreadBps = Decimal(random, 1, 4),
                BidDepth1pct = Decimal(random, 300, 5),
                AskDepth1pct = Decimal(random, 300, 5),
            };
        }

        return rows;
    }

    public static string Asset(int index) => "ASSET" + (char)('A' + index) + "USDT";

    private static decimal Decimal(Random random, int whole, byte scale)
    {
        long unit = (long)Math.Pow(10, scale);
        long mantissa = whole * unit + random.NextInt64(unit);
        return new decimal((int)mantissa, (int)(mantissa >> 32), 0, false, scale);
    }
}
