namespace Trading.Sdk.Spectrum;

/// <summary>The combination of atoms with the smallest sum of absolute coefficients that gives a signal exactly: min ‖x‖₁ subject to Dx = y (Chen, Donoho and Saunders 1998).</summary>
/// <remarks>Solved as the end of the lasso path at λ = 0 (Osborne, Presnell and Turlach 2000), exact up to rounding; at most as many atoms as samples are used.</remarks>
public static class BasisPursuit
{
    /// <summary>Solves.</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <returns>A new array of one coefficient for each atom.</returns>
    /// <exception cref="ArgumentException">The signal has the wrong length or is not finite.</exception>
    public static double[] Solve(SparseDictionary dictionary, ReadOnlySpan<double> signal)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        Require.Length(signal.Length, dictionary.Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        var walk = new LarsWalk(dictionary, signal, lasso: true);
        var order = new List<int>();
        for (int step = 0; step < 50 * dictionary.Length && walk.Advance(0, order); step++)
        {
        }

        return walk.Coefficients();
    }
}
