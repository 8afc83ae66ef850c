using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>How a replay sets the receive time of events: as recorded, shifted, or the exchange time plus a latency (for recordings whose clock or place was another).</summary>
public readonly record struct ReplayLatency
{
    private readonly bool fromExchange;
    private readonly long offsetNanos;

    private ReplayLatency(bool fromExchange, long offsetNanos)
    {
        this.fromExchange = fromExchange;
        this.offsetNanos = offsetNanos;
    }

    /// <summary>Receive times as recorded.</summary>
    public static ReplayLatency Recorded => default;

    /// <summary>Receive time = recorded receive time + offset.</summary>
    /// <param name="offset">May be negative.</param>
    public static ReplayLatency Shifted(TimeSpan offset) => new(false, Nanos(offset));

    /// <summary>Receive time = exchange time + latency.</summary>
    /// <param name="latency">May be negative.</param>
    public static ReplayLatency AfterExchange(TimeSpan latency) => new(true, Nanos(latency));

    /// <summary>True when events stay as they are.</summary>
    public bool IsRecorded => !fromExchange && offsetNanos == 0;

    /// <summary>The event with its receive time set.</summary>
    public MarketEvent Apply(in MarketEvent marketEvent) => marketEvent with { ReceiveTime = (fromExchange ? marketEvent.ExchangeTime : marketEvent.ReceiveTime) + offsetNanos };

    private static long Nanos(TimeSpan time) => checked(time.Ticks * 100);
}
