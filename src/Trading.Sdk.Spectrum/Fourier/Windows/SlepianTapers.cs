namespace Trading.Sdk.Spectrum;

/// <summary>
/// Discrete prolate spheroidal sequences (Slepian 1978): orthonormal tapers that keep the most energy inside ±NW/n, for
/// multitaper estimation (Thomson 1982).
/// </summary>
public sealed class SlepianTapers
{
    private readonly double[][] tapers;

    /// <summary>Computes tapers.</summary>
    /// <param name="length">Samples, at least 1.</param>
    /// <param name="halfBandwidth">Time × half bandwidth (NW), above 0 and below length/2. Usual: 2.5 to 4.</param>
    /// <param name="count">Tapers, 1 to length. Usual: 2·NW − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    /// <remarks>The even tapers have a positive mean, the odd ones a positive first lobe. O(n) per taper and bisection step.</remarks>
    public SlepianTapers(int length, double halfBandwidth, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Require.FinitePositive(halfBandwidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(halfBandwidth, Math.Max(0.5 * length, double.Epsilon));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length);
        Length = length;
        HalfBandwidth = halfBandwidth;
        tapers = Compute(length, halfBandwidth, count);
        Concentrations = Array.AsReadOnly([.. tapers.Select(t => Concentration(t, halfBandwidth / length))]);
    }

    /// <summary>Samples per taper.</summary>
    public int Length { get; }

    /// <summary>Time × half bandwidth.</summary>
    public double HalfBandwidth { get; }

    /// <summary>Number of tapers.</summary>
    public int Count => tapers.Length;

    /// <summary>Share of each taper's energy inside the band, in (0, 1], falling.</summary>
    public IReadOnlyList<double> Concentrations { get; }

    /// <summary>Taper <paramref name="index"/>: <see cref="Length"/> values with a sum of squares of 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such taper.</exception>
    public ReadOnlySpan<double> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return tapers[index];
        }
    }

    internal static double[][] Compute(int n, double halfBandwidth, int count)
    {
        // The tapers are also the eigenvectors of a tridiagonal matrix with well separated eigenvalues (Slepian 1978, eq. 14).
        double cos = Math.Cos(2 * Math.PI * halfBandwidth / n);
        var diagonal = new double[n];
        var offDiagonal = new double[Math.Max(n - 1, 0)];
        for (int i = 0; i < n; i++)
        {
            double half = 0.5 * (n - 1 - (2.0 * i));
            diagonal[i] = half * half * cos;
            if (i > 0)
            {
                offDiagonal[i - 1] = 0.5 * i * (n - (double)i);
            }
        }

        double[][] vectors = TridiagonalEigenvectors.Largest(diagonal, offDiagonal, count);
        double threshold = Math.Max(1e-7, 1.0 / n);
        for (int k = 0; k < count; k++)
        {
            double[] v = vectors[k];
            bool flip = k % 2 == 0 ? v.Sum() < 0 : v.FirstOrDefault(x => x * x > threshold) < 0;
            for (int i = 0; flip && i < n; i++)
            {
                v[i] = -v[i];
            }
        }

        return vectors;
    }

    private static double Concentration(double[] taper, double bandwidth)
    {
        double sum = 0;
        for (int lag = 0; lag < taper.Length; lag++)
        {
            double correlation = 0;
            for (int i = lag; i < taper.Length; i++)
            {
                correlation += taper[i] * taper[i - lag];
            }

            sum += correlation * (lag == 0 ? 2 * bandwidth : 2 * Math.Sin(2 * Math.PI * bandwidth * lag) / (Math.PI * lag));
        }

        return sum;
    }
}
