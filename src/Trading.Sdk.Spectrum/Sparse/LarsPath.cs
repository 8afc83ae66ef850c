namespace Trading.Sdk.Spectrum;

/// <summary>A piecewise linear path of solutions (Efron, Hastie, Johnstone and Tibshirani 2004): of the lasso min ½‖y − Dx‖² + λ‖x‖₁ over all λ, or of least-angle regression.</summary>
/// <param name="Lambdas">λ at each breakpoint, falling from max |Dᵀy|: the largest correlation with the residual.</param>
/// <param name="Coefficients">Coefficients at each breakpoint, one for each atom; linear between breakpoints.</param>
/// <param name="Order">Atoms in the order they enter; in the lasso an atom that left may enter again.</param>
public sealed record LarsPath(double[] Lambdas, double[][] Coefficients, int[] Order)
{
    /// <summary>Computes the path.</summary>
    /// <param name="dictionary">Atoms; coefficients refer to them as given.</param>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <param name="lasso">True drops atoms whose coefficient would change its sign: the lasso. False is least-angle regression.</param>
    /// <param name="maximumSteps">Breakpoints after the first at most; null is as many as it takes to λ = 0. Default null.</param>
    /// <exception cref="ArgumentException">The signal has the wrong length or is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is below 1.</exception>
    public static LarsPath Compute(SparseDictionary dictionary, ReadOnlySpan<double> signal, bool lasso = true, int? maximumSteps = null)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        Require.Length(signal.Length, dictionary.Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSteps ?? 1, 1, nameof(maximumSteps));
        var lambdas = new List<double>();
        var coefficients = new List<double[]>();
        var order = new List<int>();
        var walk = new LarsWalk(dictionary, signal, lasso);
        lambdas.Add(walk.Lambda);
        coefficients.Add(walk.Coefficients());
        for (int step = 0; step < (maximumSteps ?? int.MaxValue) && walk.Advance(0, order); step++)
        {
            lambdas.Add(walk.Lambda);
            coefficients.Add(walk.Coefficients());
        }

        return new LarsPath([.. lambdas], [.. coefficients], [.. order]);
    }
}
