using System.Runtime.CompilerServices;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// A counter-based random stream named by (seed, generation, individual, purpose): the i-th number of a stream is a
/// function of its name and i alone, so results depend neither on the number of threads nor on the order of completion.
/// </summary>
/// <remarks>
/// The name is hashed to a 64-bit start; number i is the SplitMix64 finaliser (Steele, Lea, Flood 2014, "Fast splittable
/// pseudorandom number generators") of start + i·φ. Not for cryptography. A mutable struct: pass it by reference.
/// </remarks>
public struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state;

    /// <summary>Opens the stream of that name at its first number.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="generation">Generation, or any other coarse counter.</param>
    /// <param name="individual">Individual, or any other fine counter.</param>
    /// <param name="purpose">What the numbers are for.</param>
    public CounterRandom(ulong seed, long generation, long individual, RandomPurpose purpose)
    {
        ulong h = Mix(seed + Golden);
        h = Mix(h ^ ((ulong)generation + 0xD1B54A32D192ED03));
        h = Mix(h ^ (((ulong)individual << 3) + 0x8CB92BA72F3D8DD7));
        state = Mix(h + (((ulong)purpose + 1) * 0xA0761D6478BD642F));
    }

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        state += Golden;
        return Mix(state);
    }

    /// <summary>The next number in [0, 1), a multiple of 2⁻⁵³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next integer in [0, <paramref name="bound"/>); the bias is below bound·2⁻³².</summary>
    /// <param name="bound">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt(int bound) => (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);

    /// <summary>The next standard normal number, by inversion (Wichura 1988, algorithm AS 241, relative error about 1e-16).</summary>
    public double NextGaussian() => InverseNormal(((NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52)));

    /// <summary>Fills <paramref name="order"/> with a random permutation of 0 … length−1 (Fisher–Yates).</summary>
    public void Permute(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int j = NextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static ReadOnlySpan<double> CentreNumerator => [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608];

    private static ReadOnlySpan<double> CentreDenominator => [5.226495278852545925e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1];

    private static ReadOnlySpan<double> MiddleNumerator => [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734];

    private static ReadOnlySpan<double> MiddleDenominator => [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1];

    private static ReadOnlySpan<double> TailNumerator => [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720];

    private static ReadOnlySpan<double> TailDenominator => [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1];

    internal static double InverseNormal(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Ratio(r, CentreNumerator, CentreDenominator);
        }

        double t = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        double z = t <= 5 ? Ratio(t - 1.6, MiddleNumerator, MiddleDenominator) : Ratio(t - 5, TailNumerator, TailDenominator);
        return q < 0 ? -z : z;
    }

    private static double Ratio(double x, ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator)
    {
        double n = numerator[0], d = denominator[0];
        for (int i = 1; i < numerator.Length; i++)
        {
            n = (n * x) + numerator[i];
            d = (d * x) + denominator[i];
        }

        return n / d;
    }
}
