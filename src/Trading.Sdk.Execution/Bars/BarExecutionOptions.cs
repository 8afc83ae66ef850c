namespace Trading.Sdk.Execution;

/// <summary>Assumptions of a <see cref="BarExecution"/>.</summary>
public sealed class BarExecutionOptions
{
    /// <summary>Cash at the start. Default 0.</summary>
    public decimal InitialCash { get; init; }

    /// <summary>Fees. Default none.</summary>
    public FeeSchedule Fees { get; init; } = FeeSchedule.None;

    /// <summary>Fraction of the price by which market orders and stops fill worse, at least 0. Default 0. Limits never slip.</summary>
    public decimal Slippage { get; init; }

    /// <summary>
    /// Coefficient Y of the square-root impact Y · σ · √(quantity / volume) added to the slippage of market orders and stops, with σ the
    /// standard deviation of the last <see cref="ImpactWindow"/> returns; at least 0. Default 0.
    /// </summary>
    /// <remarks>Almgren, Thum, Hauptmann and Li (2005), "Direct estimation of equity market impact", in its square-root form.</remarks>
    public double ImpactCoefficient { get; init; }

    /// <summary>Bars over which the volatility of the impact is measured, at least 2. Default 20.</summary>
    public int ImpactWindow { get; init; } = 20;

    /// <summary>Cost of a short position as a fraction of its value a year, at least 0. Default 0.</summary>
    public decimal BorrowRatePerYear { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Slippage);
        ArgumentOutOfRangeException.ThrowIfNegative(ImpactCoefficient);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImpactWindow, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(BorrowRatePerYear);
    }
}
