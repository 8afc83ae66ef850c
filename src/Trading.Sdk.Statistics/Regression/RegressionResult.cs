namespace Trading.Sdk.Statistics;

/// <summary>A least-squares fit with its classical (homoskedastic) errors.</summary>
public sealed record RegressionResult
{
    internal RegressionResult(TriangularFactor factor)
    {
        Factor = factor;
    }

    /// <summary>Number of observations n.</summary>
    public required int Observations { get; init; }

    /// <summary>Whether coefficient 0 is the constant.</summary>
    public required bool HasConstant { get; init; }

    /// <summary>The k coefficients, the constant first when there is one.</summary>
    public required double[] Coefficients { get; init; }

    /// <summary>Classical errors s²(XᵀX)⁻¹ with Student's t(n−k).</summary>
    public required CoefficientErrors Errors { get; init; }

    /// <summary>y − Xb, one per observation.</summary>
    public required double[] Residuals { get; init; }

    /// <summary>Σe².</summary>
    public required double ResidualSumOfSquares { get; init; }

    /// <summary>Σ(y−ȳ)² with a constant, Σy² without.</summary>
    public required double TotalSumOfSquares { get; init; }

    /// <summary>s² = Σe²/(n−k).</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>1 − Σe²/total sum of squares; NaN when y does not vary.</summary>
    public double RSquared => 1 - ResidualSumOfSquares / TotalSumOfSquares;

    /// <summary>1 − (n−c)/(n−k)·(1−R²), c = 1 with a constant, else 0.</summary>
    public double RSquaredAdjusted => 1 - (Observations - ConstantCount) / (double)DegreesOfFreedom * (1 - RSquared);

    /// <summary>n − k.</summary>
    public int DegreesOfFreedom => Observations - Coefficients.Length;

    /// <summary>Gaussian log-likelihood at the maximum: −n/2·(ln 2π + ln(Σe²/n) + 1).</summary>
    public double LogLikelihood => -0.5 * Observations * (Math.Log(2 * Math.PI) + Math.Log(ResidualSumOfSquares / Observations) + 1);

    /// <summary>Akaike: −2·log-likelihood + 2k (the variance not counted).</summary>
    public double Aic => -2 * LogLikelihood + 2 * Coefficients.Length;

    /// <summary>Schwarz: −2·log-likelihood + k·ln n.</summary>
    public double Bic => -2 * LogLikelihood + Coefficients.Length * Math.Log(Observations);

    /// <summary>F statistic of all slopes being 0; NaN when there is no slope.</summary>
    public double FStatistic => SlopeCount == 0 ? double.NaN : (TotalSumOfSquares - ResidualSumOfSquares) / SlopeCount / ResidualVariance;

    /// <summary>Its p-value, F(k−c, n−k).</summary>
    public double FPValue => SlopeCount == 0 ? double.NaN : FisherDistribution.Survival(FStatistic, SlopeCount, DegreesOfFreedom);

    /// <summary>Σ(eₜ−eₜ₋₁)²/Σe² (Durbin and Watson 1950): about 2 without first-order autocorrelation.</summary>
    public double DurbinWatson
    {
        get
        {
            double sum = 0;
            for (int t = 1; t < Residuals.Length; t++)
            {
                double d = Residuals[t] - Residuals[t - 1];
                sum += d * d;
            }

            return sum / ResidualSumOfSquares;
        }
    }

    internal TriangularFactor Factor { get; }

    private int ConstantCount => HasConstant ? 1 : 0;

    private int SlopeCount => Coefficients.Length - ConstantCount;

    /// <summary>The fitted value for one row of regressors.</summary>
    /// <param name="regressors">The regressors in their order, without the constant.</param>
    /// <exception cref="ArgumentException">The number of regressors is another.</exception>
    public double Predict(ReadOnlySpan<double> regressors)
    {
        Demand.SameLength(regressors.Length, SlopeCount, nameof(regressors));
        double sum = HasConstant ? Coefficients[0] : 0;
        for (int i = 0; i < regressors.Length; i++)
        {
            sum += Coefficients[i + ConstantCount] * regressors[i];
        }

        return sum;
    }
}
