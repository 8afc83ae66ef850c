namespace Trading.Sdk.GeneticOptimization;

/// <summary>Ready-made fitness functions over returns per observation. A series that never moves scores 0; an empty one throws <see cref="ArgumentException"/>.</summary>
public static class FitnessFunctions
{
    /// <summary>Mean over standard deviation (n − 1), per observation.</summary>
    public static double Sharpe(ReadOnlySpan<double> returns)
    {
        (double mean, double deviation) = Moments(returns);
        return deviation > 0 ? mean / deviation : deviation + mean is double.NaN ? double.NaN : 0;
    }

    /// <summary>Mean over the root mean square of the negative returns, per observation; a series without losses is divided by its mean absolute return instead.</summary>
    public static double Sortino(ReadOnlySpan<double> returns)
    {
        (double mean, _) = Moments(returns);
        double square = 0, absolute = 0;
        foreach (double r in returns)
        {
            square += r < 0 ? r * r : 0;
            absolute += Math.Abs(r);
        }

        return square > 0 ? mean / Math.Sqrt(square / returns.Length) : absolute > 0 ? mean / (absolute / returns.Length) : 0;
    }

    /// <summary>Compounded return of the whole series.</summary>
    public static double TotalReturn(ReadOnlySpan<double> returns)
    {
        Moments(returns);
        double equity = 1;
        foreach (double r in returns)
        {
            equity *= 1 + r;
        }

        return equity - 1;
    }

    /// <summary>Compounded return over the maximum drawdown of the compounded curve; drawdowns below one thousandth count as one thousandth.</summary>
    public static double ReturnOverDrawdown(ReadOnlySpan<double> returns) => TotalReturn(returns) / Math.Max(MaxDrawdown(returns), 1e-3);

    /// <summary>Largest fall of the compounded curve from an earlier peak, as a positive share; the curve begins at 1.</summary>
    public static double MaxDrawdown(ReadOnlySpan<double> returns)
    {
        double equity = 1, peak = 1, worst = 0;
        foreach (double r in returns)
        {
            equity *= 1 + r;
            peak = Math.Max(peak, equity);
            worst = Math.Max(worst, 1 - (equity / peak));
        }

        return worst;
    }

    /// <summary>Execution: minus the mean cost of orders (each return = −implementation shortfall of one order, say in basis points of the arrival price).</summary>
    public static double MeanExecutionCost(ReadOnlySpan<double> returns) => Moments(returns).Mean;

    /// <summary>Execution: minus (mean cost + λ · standard deviation of cost), the trade-off of Almgren and Chriss (2000) between impact and timing risk.</summary>
    /// <param name="riskAversion">λ, at least 0.</param>
    public static Fitness RiskAverseExecutionCost(double riskAversion)
    {
        Range.NonNegative(riskAversion);
        return returns =>
        {
            (double mean, double deviation) = Moments(returns);
            return mean - (riskAversion * deviation);
        };
    }

    /// <summary>Execution: minus the mean of the dearest share of orders.</summary>
    /// <param name="share">Share of the orders, in (0, 1]. At least one order counts.</param>
    public static Fitness TailExecutionCost(double share = 0.05)
    {
        Range.Positive(share);
        Range.Share(share);
        return returns =>
        {
            Moments(returns);
            double[] sorted = returns.ToArray();
            Array.Sort(sorted);
            int count = Math.Max(1, (int)Math.Round(share * sorted.Length));
            return sorted.AsSpan(0, count).ToArray().Average();
        };
    }

    /// <summary>Charges a cost on every change of position before the returns are judged: each observation pays <paramref name="costPerUnit"/> × |position − previous position|.</summary>
    /// <param name="returns">Gross returns, changed in place.</param>
    /// <param name="positions">Position during each observation, in units of capital.</param>
    /// <param name="costPerUnit">Half spread, slippage and fees for a change of one unit of capital.</param>
    /// <param name="before">Position before the first observation. Default 0.</param>
    public static void ChargeTurnover(Span<double> returns, ReadOnlySpan<double> positions, double costPerUnit, double before = 0)
    {
        if (positions.Length != returns.Length)
        {
            throw new ArgumentException($"{positions.Length} positions for {returns.Length} returns.", nameof(positions));
        }

        Range.NonNegative(costPerUnit);
        for (int i = 0; i < returns.Length; i++)
        {
            returns[i] -= costPerUnit * Math.Abs(positions[i] - before);
            before = positions[i];
        }
    }

    internal static (double Mean, double Deviation) Moments(ReadOnlySpan<double> returns)
    {
        if (returns.IsEmpty)
        {
            throw new ArgumentException("There are no returns.", nameof(returns));
        }

        double sum = 0;
        foreach (double r in returns)
        {
            sum += r;
        }

        double mean = sum / returns.Length, square = 0;
        foreach (double r in returns)
        {
            square += (r - mean) * (r - mean);
        }

        double deviation = returns.Length > 1 ? Math.Sqrt(square / (returns.Length - 1)) : 0;
        // A constant series leaves rounding noise behind.
        return (mean, deviation <= 1e-14 * Math.Abs(mean) ? 0 : deviation);
    }
}
