namespace Trading.Sdk.Execution;

/// <summary>Assumptions of a <see cref="SimulatedExecution"/>.</summary>
public sealed class SimulatedExecutionOptions
{
    /// <summary>Fees. Default none.</summary>
    public FeeSchedule Fees { get; init; } = FeeSchedule.None;

    /// <summary>Latency. Default 1 ms each way.</summary>
    public ILatencyModel Latency { get; init; } = new ConstantLatency(1_000_000, 1_000_000);

    /// <summary>Cash at the start, in the account's currency. Default 0.</summary>
    public decimal InitialCash { get; init; }
}
