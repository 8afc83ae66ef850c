namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Optimal liquidation with linear impact (Almgren and Chriss, 2000, "Optimal execution of portfolio transactions"):
/// κ from cosh(κτ) = 1 + λσ²τ²/(2η̃), holdings X·sinh(κ(T − t))/sinh(κT).
/// </summary>
public sealed record AlmgrenChriss
{
    /// <summary>X: units to sell, above 0. Default 1,000,000.</summary>
    public double Shares { get; init; } = 1e6;

    /// <summary>T: time to sell them in, above 0. Default 5.</summary>
    public double Horizon { get; init; } = 5;

    /// <summary>N: trades, at least 1. Default 5.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>σ of the price per square root of time. Default 0.95.</summary>
    public double Volatility { get; init; } = 0.95;

    /// <summary>γ: price moved for good per unit. Default 2.5e-7.</summary>
    public double PermanentImpact { get; init; } = 2.5e-7;

    /// <summary>η: price moved during the trade per unit per time. Default 2.5e-6.</summary>
    public double TemporaryImpact { get; init; } = 2.5e-6;

    /// <summary>ε: half the spread. Default 0.0625.</summary>
    public double HalfSpread { get; init; } = 0.0625;

    /// <summary>λ: weight of the variance. Default 1e-6.</summary>
    public double RiskAversion { get; init; } = 1e-6;

    /// <summary>τ: time of a step.</summary>
    public double StepTime => Horizon / Steps;

    /// <summary>η̃ = η − γτ/2.</summary>
    public double AdjustedImpact => TemporaryImpact - (0.5 * PermanentImpact * StepTime);

    /// <summary>κ.</summary>
    /// <exception cref="InvalidOperationException">The permanent impact is too large for the temporary one: η̃ is not above 0.</exception>
    public double Kappa => AdjustedImpact > 0
        ? Math.Acosh(1 + (RiskAversion * Volatility * Volatility * StepTime * StepTime / (2 * AdjustedImpact))) / StepTime
        : throw new InvalidOperationException("The temporary impact is not above half the permanent impact of a step.");

    /// <summary>Units held at the times 0, τ, …, T: N + 1 numbers.</summary>
    public double[] Holdings()
    {
        double kappa = Kappa;
        var holdings = new double[Steps + 1];
        for (int k = 0; k <= Steps; k++)
        {
            double left = Horizon - (k * StepTime);
            holdings[k] = kappa < 1e-12 ? Shares * left / Horizon : Shares * Math.Sinh(kappa * left) / Math.Sinh(kappa * Horizon);
        }

        holdings[Steps] = 0;
        return holdings;
    }

    /// <summary>Units sold in each of the N steps.</summary>
    public double[] Trades() => Differences(Holdings());

    /// <summary>Expected cost γX²/2 + εX + η̃/τ·Σn² and variance σ²τ·Σx² of any plan of holdings.</summary>
    /// <param name="holdings">N + 1 numbers from X to 0.</param>
    public (double ExpectedCost, double Variance) Evaluate(ReadOnlySpan<double> holdings)
    {
        if (holdings.Length != Steps + 1)
        {
            throw new ArgumentException($"Expected {Steps + 1} holdings, got {holdings.Length}.", nameof(holdings));
        }

        double trades = 0, held = 0;
        for (int k = 1; k < holdings.Length; k++)
        {
            double n = holdings[k - 1] - holdings[k];
            trades += n * n;
            held += holdings[k] * holdings[k];
        }

        return ((0.5 * PermanentImpact * Shares * Shares) + (HalfSpread * Shares) + (AdjustedImpact / StepTime * trades), Volatility * Volatility * StepTime * held);
    }

    /// <summary>Expected cost + λ·variance of a plan.</summary>
    public double Objective(ReadOnlySpan<double> holdings)
    {
        (double cost, double variance) = Evaluate(holdings);
        return cost + (RiskAversion * variance);
    }

    private static double[] Differences(double[] holdings)
    {
        var trades = new double[holdings.Length - 1];
        for (int k = 0; k < trades.Length; k++)
        {
            trades[k] = holdings[k] - holdings[k + 1];
        }

        return trades;
    }
}
