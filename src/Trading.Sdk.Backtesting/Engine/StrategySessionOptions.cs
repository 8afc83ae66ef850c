using Trading.Sdk.Execution;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>Assumptions of a <see cref="StrategySession"/>.</summary>
public sealed class StrategySessionOptions
{
    /// <summary>Nanoseconds between decisions, at least 1. Default one second.</summary>
    public long DecisionInterval { get; init; } = 1_000_000_000;

    /// <summary>Whose clock decisions keep to. Default the venue's.</summary>
    public DecisionClock Clock { get; init; }

    /// <summary>Fees, latency, queue, initial cash.</summary>
    public SimulatedExecutionOptions Execution { get; init; } = new();

    /// <summary>Limits of the risk gate; null = no gate.</summary>
    public RiskLimits? Limits { get; init; }

    /// <summary>Book options. Default: those of <see cref="LimitOrderBook"/>.</summary>
    public LimitOrderBookOptions Book { get; init; } = new();

    /// <summary>First decision time. Default: the first multiple of the interval after the first message.</summary>
    public long? FirstDecision { get; init; }
}
