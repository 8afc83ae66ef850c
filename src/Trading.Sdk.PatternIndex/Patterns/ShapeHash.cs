using System.Numerics;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// A 64-bit hash of a vector in which near directions share bits: each bit is the side of a fixed random hyperplane
/// (M. Charikar, Similarity estimation techniques from rounding algorithms, 2002). The share of differing bits estimates the angle / π.
/// </summary>
public static class ShapeHash
{
    /// <summary>The hash; a zero vector has hash 0. The same on every machine.</summary>
    public static ulong Compute(ReadOnlySpan<float> vector)
    {
        Span<double> sums = stackalloc double[64];
        sums.Clear();
        for (int i = 0; i < vector.Length; i++)
        {
            // 64 signs a component from one word; two words are mixed so that columns are independent.
            ulong signs = Mix((ulong)i + 1);
            for (int bit = 0; bit < 64; bit++)
            {
                sums[bit] += (signs >> bit & 1) != 0 ? vector[i] : -vector[i];
            }
        }

        ulong hash = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            hash |= (sums[bit] > 0 ? 1UL : 0) << bit;
        }

        return hash;
    }

    /// <summary>Bits in which two hashes differ, 0 … 64.</summary>
    public static int Distance(ulong left, ulong right) => BitOperations.PopCount(left ^ right);

    /// <summary>The cosine of two vectors estimated from their hashes: cos(π · differing bits / 64).</summary>
    public static double EstimateCosine(ulong left, ulong right) => Math.Cos(Math.PI * Distance(left, right) / 64);

    private static ulong Mix(ulong x)
    {
        x *= 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
