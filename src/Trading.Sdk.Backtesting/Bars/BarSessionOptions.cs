using Trading.Sdk.Execution;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>Assumptions of a <see cref="BarSession"/>.</summary>
public sealed class BarSessionOptions
{
    /// <summary>Cash, fees, slippage, impact, borrowing.</summary>
    public BarExecutionOptions Execution { get; init; } = new();

    /// <summary>Limits of the risk gate; null = no gate.</summary>
    public RiskLimits? Limits { get; init; }
}
