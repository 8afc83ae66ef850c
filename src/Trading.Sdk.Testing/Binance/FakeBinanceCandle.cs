namespace Trading.Sdk.Testing;

/// <summary>A candle of a <see cref="FakeBinance"/> that is growing, or has closed.</summary>
/// <param name="Interval">As Binance writes it.</param>
/// <param name="OpenTime">First millisecond.</param>
/// <param name="Milliseconds">Length.</param>
internal sealed record FakeBinanceCandle(string Interval, long OpenTime, long Milliseconds)
{
    public long Open { get; private set; }

    public long High { get; private set; } = long.MinValue;

    public long Low { get; private set; } = long.MaxValue;

    public long Close { get; private set; }

    public long Volume { get; private set; }

    public long BuyVolume { get; private set; }

    public int Trades { get; private set; }

    public long FirstTrade { get; private set; } = -1;

    public long LastTrade { get; private set; } = -1;

    public static FakeBinanceCandle At(string interval, long time)
    {
        long unit = interval[^1] switch { 's' => 1_000, 'm' => 60_000, 'h' => 3_600_000, 'd' => 86_400_000, _ => throw new ArgumentException($"'{interval}' is not a number of s, m, h or d.", nameof(interval)) };
        long length = unit * int.Parse(interval.AsSpan(0, interval.Length - 1), System.Globalization.CultureInfo.InvariantCulture);
        return new FakeBinanceCandle(interval, time / length * length, length);
    }

    public bool Contains(long time) => time >= OpenTime && time < OpenTime + Milliseconds;

    public void Add(long id, long price, long quantity, bool isBuy)
    {
        Open = Trades == 0 ? price : Open;
        High = Math.Max(High, price);
        Low = Math.Min(Low, price);
        Close = price;
        Volume += quantity;
        BuyVolume += isBuy ? quantity : 0;
        Trades++;
        FirstTrade = FirstTrade < 0 ? id : FirstTrade;
        LastTrade = id;
    }
}
