namespace Trading.Sdk.Statistics;

/// <summary>Standard errors of regression coefficients under one covariance estimator.</summary>
/// <param name="Covariance">Covariance of the coefficients, row-major k × k.</param>
/// <param name="StandardErrors">Square roots of its diagonal.</param>
/// <param name="Statistics">Coefficient/standard error.</param>
/// <param name="PValues">Two-sided probabilities that the coefficient is 0.</param>
/// <param name="DegreesOfFreedom">Of Student's t behind the p-values; +∞ where they come from the normal distribution.</param>
public sealed record CoefficientErrors(double[] Covariance, double[] StandardErrors, double[] Statistics, double[] PValues, double DegreesOfFreedom)
{
    internal static CoefficientErrors From(double[] covariance, ReadOnlySpan<double> coefficients, double degreesOfFreedom)
    {
        int k = coefficients.Length;
        double[] errors = new double[k], statistics = new double[k], p = new double[k];
        for (int i = 0; i < k; i++)
        {
            errors[i] = Math.Sqrt(covariance[i * k + i]);
            statistics[i] = coefficients[i] / errors[i];
            p[i] = StudentTDistribution.TwoSided(statistics[i], degreesOfFreedom);
        }

        return new CoefficientErrors(covariance, errors, statistics, p, degreesOfFreedom);
    }
}
