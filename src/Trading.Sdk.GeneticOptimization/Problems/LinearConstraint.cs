namespace Trading.Sdk.GeneticOptimization;

/// <summary>lower ≤ Σ aᵢxᵢ ≤ upper over the natural values of all variables.</summary>
public sealed class LinearConstraint
{
    private readonly double[] coefficients;

    /// <summary>States the constraint.</summary>
    /// <param name="coefficients">One per variable, finite.</param>
    /// <param name="lower">Least sum; negative infinity = none.</param>
    /// <param name="upper">Greatest sum, not below <paramref name="lower"/>; positive infinity = none.</param>
    /// <param name="tolerance">Slack that still counts as satisfied; default 1e-9.</param>
    /// <exception cref="ArgumentException">A number is NaN, a coefficient is infinite or the sides contradict each other.</exception>
    public LinearConstraint(ReadOnlySpan<double> coefficients, double lower, double upper, double tolerance = 1e-9)
    {
        foreach (double a in coefficients)
        {
            if (!double.IsFinite(a))
            {
                throw new ArgumentException("Coefficients must be finite.", nameof(coefficients));
            }
        }

        if (!(lower <= upper))
        {
            throw new ArgumentException($"The sides contradict each other: {lower} is not below {upper}.", nameof(lower));
        }

        if (!(tolerance >= 0))
        {
            throw new ArgumentException("The tolerance must be at least 0.", nameof(tolerance));
        }

        this.coefficients = coefficients.ToArray();
        Lower = lower;
        Upper = upper;
        Tolerance = tolerance;
    }

    /// <summary>One coefficient per variable.</summary>
    public IReadOnlyList<double> Coefficients => coefficients;

    /// <summary>Least sum.</summary>
    public double Lower { get; }

    /// <summary>Greatest sum.</summary>
    public double Upper { get; }

    /// <summary>Slack that still counts as satisfied.</summary>
    public double Tolerance { get; }

    /// <summary>How far a point is outside, ≤ 0 when it satisfies the constraint.</summary>
    /// <param name="x">Natural values, one per coefficient.</param>
    public double Violation(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            sum += coefficients[i] * x[i];
        }

        return Math.Max(sum - Upper, Lower - sum) - Tolerance;
    }
}
