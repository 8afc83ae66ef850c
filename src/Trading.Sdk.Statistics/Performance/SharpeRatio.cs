namespace Trading.Sdk.Statistics;

/// <summary>
/// Inference on Sharpe ratios. Every ratio in and out is <b>per period</b> (not annualised), with the sample standard deviation (n−1);
/// skewness is γ3 and kurtosis γ4 is <b>not</b> excess (3 for the normal distribution).
/// </summary>
/// <remarks>Source: W. Sharpe (1994), The Sharpe ratio; A. Lo (2002); D. Bailey, M. López de Prado (2012, 2014).</remarks>
public static class SharpeRatio
{
    private const double EulerGamma = 0.57721566490153286061;

    /// <summary>mean/sd(n−1) of excess returns; NaN when all returns are equal.</summary>
    /// <param name="returns">Excess returns per period, at least two finite values.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    public static double PerPeriod(ReadOnlySpan<double> returns)
    {
        Demand.Sample(returns, 2, nameof(returns));
        return Of(Moments.Of(returns));
    }

    /// <summary>√((1+SR²/2)/n): the standard error under independent normal returns (A. Lo 2002, The statistics of Sharpe ratios).</summary>
    /// <param name="sharpe">Sharpe ratio per period.</param>
    /// <param name="observations">Number of periods n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observations"/> is below 1.</exception>
    public static double StandardErrorIid(double sharpe, int observations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        return Math.Sqrt((1 + 0.5 * sharpe * sharpe) / observations);
    }

    /// <summary>√((1−γ3·SR+(γ4−1)/4·SR²)/(n−1)): the standard error for skewed, fat-tailed returns (E. Mertens 2002; Bailey and López de Prado 2012).</summary>
    /// <param name="sharpe">Sharpe ratio per period.</param>
    /// <param name="observations">Number of periods n, at least 2.</param>
    /// <param name="skewness">Population skewness γ3.</param>
    /// <param name="kurtosis">Population kurtosis γ4, not excess.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observations"/> is below 2.</exception>
    public static double StandardErrorMertens(double sharpe, int observations, double skewness, double kurtosis)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 2);
        return Math.Sqrt(NonNormality(sharpe, skewness, kurtosis) / (observations - 1));
    }

    /// <summary>η(q) = q/√(q+2Σₖ(q−k)ρₖ), by which a Sharpe ratio per period is multiplied to hold for q periods under autocorrelation (Lo 2002, eq. 20).</summary>
    /// <param name="returns">Returns per period, oldest first.</param>
    /// <param name="periods">q, at least 1; without autocorrelation the result is √q.</param>
    /// <returns>NaN when there are fewer returns than <paramref name="periods"/>, or when they are all equal.</returns>
    /// <exception cref="ArgumentException">The span is empty or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="periods"/> is below 1.</exception>
    public static double AnnualisationFactor(ReadOnlySpan<double> returns, int periods)
    {
        Demand.Sample(returns, 1, nameof(returns));
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        if (returns.Length < periods)
        {
            return double.NaN;
        }

        double mean = Moments.MeanOf(returns), whole = Moments.SumOfSquares(returns, mean), sum = 0;
        for (int lag = 1; lag < periods; lag++)
        {
            sum += (periods - lag) * Autocovariance.Sum(returns, mean, lag) / whole;
        }

        return periods / Math.Sqrt(periods + 2 * sum);
    }

    /// <summary>PSR, the probability that the true Sharpe ratio exceeds a benchmark: Φ((SR−SR*)·√(n−1)/√(1−γ3·SR+(γ4−1)/4·SR²)).</summary>
    /// <param name="returns">Excess returns per period, at least two finite values.</param>
    /// <param name="benchmarkSharpe">SR* per period. Default 0.</param>
    /// <returns>A probability; NaN when all returns are equal.</returns>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    /// <remarks>Source: D. Bailey, M. López de Prado (2012), The Sharpe ratio efficient frontier.</remarks>
    public static double Probabilistic(ReadOnlySpan<double> returns, double benchmarkSharpe = 0)
    {
        Demand.Sample(returns, 2, nameof(returns));
        Moments m = Moments.Of(returns);
        return Probabilistic(Of(m), m.Count, m.Skewness, m.Kurtosis, benchmarkSharpe);
    }

    /// <summary>PSR from given moments; the parameters are those of <see cref="StandardErrorMertens"/>.</summary>
    /// <param name="sharpe">Observed Sharpe ratio per period.</param>
    /// <param name="observations">Number of periods n, at least 2.</param>
    /// <param name="skewness">Population skewness γ3.</param>
    /// <param name="kurtosis">Population kurtosis γ4, not excess.</param>
    /// <param name="benchmarkSharpe">SR* per period. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observations"/> is below 2.</exception>
    public static double Probabilistic(double sharpe, int observations, double skewness, double kurtosis, double benchmarkSharpe = 0) =>
        NormalDistribution.Cumulative((sharpe - benchmarkSharpe) / StandardErrorMertens(sharpe, observations, skewness, kurtosis));

    /// <summary>SR0, the expected greatest Sharpe ratio of N trials without skill: √V·((1−γ)Φ⁻¹(1−1/N)+γΦ⁻¹(1−1/(Ne))), γ = 0.5772….</summary>
    /// <param name="trials">Number of independent trials N, at least 1; one trial gives 0 (nothing was selected).</param>
    /// <param name="varianceOfTrialSharpes">V, the variance across trials of their Sharpe ratios <b>per period</b>, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>Source: D. Bailey, M. López de Prado (2014), The deflated Sharpe ratio, eq. 1.</remarks>
    public static double ExpectedMaximum(int trials, double varianceOfTrialSharpes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        Demand.NotNegative(varianceOfTrialSharpes, nameof(varianceOfTrialSharpes));
        return trials == 1 ? 0 : Math.Sqrt(varianceOfTrialSharpes)
            * ((1 - EulerGamma) * -NormalDistribution.Quantile(1.0 / trials) + EulerGamma * -NormalDistribution.Quantile(1 / (trials * Math.E)));
    }

    /// <summary>DSR: the probability that the true Sharpe ratio is above 0 after N trials, i.e. the PSR against <see cref="ExpectedMaximum"/>.</summary>
    /// <param name="returns">Excess returns per period of the selected strategy, at least two finite values.</param>
    /// <param name="trials">Number of independent trials N, at least 1.</param>
    /// <param name="varianceOfTrialSharpes">Variance across trials of their Sharpe ratios per period.</param>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>Source: D. Bailey, M. López de Prado (2014), The deflated Sharpe ratio, eq. 2.</remarks>
    public static DeflatedSharpe Deflated(ReadOnlySpan<double> returns, int trials, double varianceOfTrialSharpes)
    {
        Demand.Sample(returns, 2, nameof(returns));
        Moments m = Moments.Of(returns);
        return Deflated(Of(m), m.Count, m.Skewness, m.Kurtosis, trials, varianceOfTrialSharpes);
    }

    /// <summary>DSR from given moments.</summary>
    /// <param name="sharpe">Observed Sharpe ratio per period.</param>
    /// <param name="observations">Number of periods n, at least 2.</param>
    /// <param name="skewness">Population skewness γ3.</param>
    /// <param name="kurtosis">Population kurtosis γ4, not excess.</param>
    /// <param name="trials">Number of independent trials N, at least 1.</param>
    /// <param name="varianceOfTrialSharpes">Variance across trials of their Sharpe ratios per period.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static DeflatedSharpe Deflated(double sharpe, int observations, double skewness, double kurtosis, int trials, double varianceOfTrialSharpes)
    {
        double benchmark = ExpectedMaximum(trials, varianceOfTrialSharpes);
        return new DeflatedSharpe(benchmark, Probabilistic(sharpe, observations, skewness, kurtosis, benchmark));
    }

    /// <summary>The track record that PSR needs to reach a confidence: 1+(1−γ3·SR+(γ4−1)/4·SR²)·(z/(SR−SR*))² observations.</summary>
    /// <param name="returns">Excess returns per period, at least two finite values.</param>
    /// <param name="benchmarkSharpe">SR* per period.</param>
    /// <param name="confidence">In (0.5, 1). Default 0.95.</param>
    /// <returns>A number of periods, not rounded; +∞ when SR equals SR*. Where SR is below SR* the same number tells how long until the opposite is that certain.</returns>
    /// <exception cref="ArgumentException">Fewer than two values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside (0, 1).</exception>
    /// <remarks>Source: Bailey and López de Prado (2012), eq. 11.</remarks>
    public static double MinimumTrackRecord(ReadOnlySpan<double> returns, double benchmarkSharpe = 0, double confidence = 0.95)
    {
        Demand.Sample(returns, 2, nameof(returns));
        Demand.OpenProbability(confidence, nameof(confidence));
        Moments m = Moments.Of(returns);
        double sharpe = Of(m), z = NormalDistribution.Quantile(confidence) / (sharpe - benchmarkSharpe);
        return 1 + NonNormality(sharpe, m.Skewness, m.Kurtosis) * z * z;
    }

    internal static double Of(in Moments m) => m.PopulationVariance > 0 ? m.Mean / m.StandardDeviation : double.NaN;

    private static double NonNormality(double sharpe, double skewness, double kurtosis) =>
        1 - skewness * sharpe + 0.25 * (kurtosis - 1) * sharpe * sharpe;
}
