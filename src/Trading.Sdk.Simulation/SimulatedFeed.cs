using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>A simulated session as a market-data feed: the same session from its opening at every run.</summary>
public sealed class SimulatedFeed : IMarketDataFeed
{
    private readonly SimulationOptions _options;
    private readonly TimeSpan _duration;
    private readonly bool _orderByOrder;

    /// <summary>Describes the session; nothing runs yet.</summary>
    /// <param name="options">The session.</param>
    /// <param name="duration">Simulated time until the feed ends, at least zero.</param>
    /// <param name="orderByOrder">True for the level-3 stream, false for levels and trades. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public SimulatedFeed(SimulationOptions options, TimeSpan duration, bool orderByOrder = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        _options = options;
        _duration = duration;
        _orderByOrder = orderByOrder;
        Instruments = new InstrumentTable(options.Instrument);
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>The clock by which the session is paced to real time; null (default) runs as fast as the sink allows.</summary>
    public TimeProvider? Pace { get; init; }

    /// <inheritdoc/>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        cancellationToken.ThrowIfCancellationRequested();
        var exchange = new SimulatedExchange(_options, _orderByOrder ? null : sink, _orderByOrder ? sink : null);
        long start = exchange.Now;
        long end = checked(start + _duration.Ticks * TimeSpan.NanosecondsPerTick);
        long wallStart = Pace?.GetTimestamp() ?? 0;

        // Short strides keep cancellation prompt and, when paced, the events close to their time.
        const long StrideNanos = 10_000_000;
        while (exchange.Now < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            exchange.RunUntil(Math.Min(end, exchange.Now + StrideNanos));
            if (Pace is not null)
            {
                TimeSpan ahead = TimeSpan.FromTicks((exchange.Now - start) / TimeSpan.NanosecondsPerTick) - Pace.GetElapsedTime(wallStart);
                if (ahead > TimeSpan.Zero)
                {
                    await Task.Delay(ahead, Pace, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
