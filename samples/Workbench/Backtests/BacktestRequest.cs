using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Backtests;

/// <summary>What was asked for on the command line, checked.</summary>
internal sealed record BacktestRequest
{
    public required string Strategy { get; init; }

    public required Func<ILatencyModel> Latency { get; init; }

    public required QueueModel Queue { get; init; }

    public required FeeSchedule Fees { get; init; }

    public decimal Capital { get; init; }

    public decimal? Quantity { get; init; }

    public long Interval { get; init; }

    public DecisionClock Clock { get; init; }

    public int Fast { get; init; }

    public int Slow { get; init; }

    public bool LongOnly { get; init; }

    public int Horizon { get; init; }

    public double Train { get; init; }

    public decimal Slippage { get; init; }

    public double DrawdownMax { get; init; }
}
