using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;

namespace Trading.Sdk;

/// <summary>Options of a <see cref="TradingPipeline"/>.</summary>
public sealed class TradingPipelineOptions
{
    /// <summary>Name in metrics, alerts and the audit trail. Default <c>pipeline</c>.</summary>
    public string Name { get; init; } = "pipeline";

    /// <summary>Most events between feed and strategy, at least 1. Default 65,536.</summary>
    public int QueueEvents { get; init; } = 65_536;

    /// <summary>What happens when the strategy is slower than the feed. Default: the feed waits, and the back-pressure is the socket's.</summary>
    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.Wait;

    /// <summary>Most records between strategy and store, at least 1; a full queue makes the strategy wait, nothing is dropped. Default 16,384.</summary>
    public int QueueRecords { get; init; } = 16_384;

    /// <summary>How often the clock is advanced without messages and alerts are checked. Default one second.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Assumptions of the session. Default: the local clock, one decision a second.</summary>
    public StrategySessionOptions Session { get; init; } = new() { Clock = DecisionClock.Local };

    /// <summary>Thresholds of alerts.</summary>
    public AlertOptions Alerts { get; init; } = new();

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueRecords, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CheckInterval, TimeSpan.Zero);
        if (Session.Clock != DecisionClock.Local)
        {
            throw new ArgumentException("A pipeline decides on the local clock: the venue's is not known ahead of its messages.", nameof(Session));
        }
    }
}
