using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution;

/// <summary>Assumptions of a <see cref="SimulatedExecution"/>.</summary>
public sealed class SimulatedExecutionOptions
{
    /// <summary>Fees. Default none.</summary>
    public FeeSchedule Fees { get; init; } = FeeSchedule.None;

    /// <summary>Latency. Default 1 ms each way.</summary>
    public ILatencyModel Latency { get; init; } = new ConstantLatency(1_000_000, 1_000_000);

    /// <summary>What is believed about cancellations in front of a resting order. Default: none happen, the latest possible fill.</summary>
    public QueueModel Queue { get; init; } = QueueModel.RiskAverse;

    /// <summary>Cash at the start, in the account's currency. Default 0.</summary>
    public decimal InitialCash { get; init; }

    /// <summary>False: a resting order is filled whole as soon as a trade reaches it. Default true: only what reached it.</summary>
    public bool AllowPartialFills { get; init; } = true;

    /// <summary>Pay and receive the funding that the feed announces. Default true.</summary>
    public bool PayFunding { get; init; } = true;

    /// <summary>Cost of a short position as a fraction of its value a year, at least 0. Default 0.</summary>
    public decimal BorrowRatePerYear { get; init; }

    /// <summary>When the venue takes orders; null = always.</summary>
    public TradingCalendar? Calendar { get; init; }

    /// <summary>
    /// Oldest book, in nanoseconds, that an arriving order may meet; behind that it waits for the next message, so that no order
    /// is filled at the last price before a silence. Default one minute.
    /// </summary>
    public long BookAgeMax { get; init; } = 60_000_000_000;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Latency);
        ArgumentNullException.ThrowIfNull(Queue);
        ArgumentOutOfRangeException.ThrowIfNegative(BorrowRatePerYear);
        ArgumentOutOfRangeException.ThrowIfNegative(BookAgeMax);
    }
}
