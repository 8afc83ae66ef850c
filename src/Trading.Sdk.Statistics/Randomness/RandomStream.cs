using System.Runtime.CompilerServices;

namespace Trading.Sdk.Statistics;

/// <summary>
/// A seeded random generator whose numbers are a pure function of (seed, stream, position): Philox 4×64 with 10 rounds.
/// The same bits on every platform, in every process and on any number of threads.
/// </summary>
/// <remarks>
/// <para>
/// Give every independent piece of work its own stream, e.g. <c>new RandomStream(seed, RandomStream.Key(generation, individual, purpose))</c>:
/// the result then does not depend on which thread does the work or in which order. Each stream is a permutation of its own
/// of a counter, 2⁶⁶ numbers long.
/// </para>
/// <para>
/// The raw 64-bit numbers equal those of NumPy's <c>numpy.random.Philox(key=[seed, stream])</c>, and <see cref="NextDouble"/>
/// equals its <c>Generator.random()</c>. Not safe for concurrent use; not for cryptography. Nothing allocates after construction.
/// </para>
/// <para>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.</para>
/// </remarks>
public sealed class RandomStream
{
    private const ulong Multiplier0 = 0xD2E7470EE14C6C93;
    private const ulong Multiplier1 = 0xCA5A826395121157;
    private const ulong Weyl0 = 0x9E3779B97F4A7C15;
    private const ulong Weyl1 = 0xBB67AE8584CAA73B;

    private ulong block;
    private ulong word0;
    private ulong word1;
    private ulong word2;
    private ulong word3;
    private int used;

    /// <summary>Makes the stream at position 0.</summary>
    /// <param name="seed">The seed of the whole run; any value, 0 included.</param>
    /// <param name="stream">Which of the 2⁶⁴ independent streams of that seed. Default 0.</param>
    public RandomStream(ulong seed, ulong stream = 0) => Restart(seed, stream);

    /// <summary>The seed.</summary>
    public ulong Seed { get; private set; }

    /// <summary>The number of the stream.</summary>
    public ulong Stream { get; private set; }

    /// <summary>How many 64-bit numbers have been drawn; setting it jumps there in constant time. Keep it with seed and stream to resume later.</summary>
    public ulong Position
    {
        get => block == 0 ? 0 : (block - 1) * 4 + (ulong)used;
        set
        {
            block = value / 4;
            used = 4;
            int inside = (int)(value % 4);
            if (inside != 0)
            {
                Refill();
                used = inside;
            }
        }
    }

    /// <summary>Mixes up to four numbers into one stream number; different inputs give different streams (up to chance, 2⁻⁶⁴).</summary>
    /// <remarks>Each input passes the finaliser of SplitMix64 (Steele, Lea, Flood 2014).</remarks>
    public static ulong Key(ulong first, ulong second = 0, ulong third = 0, ulong fourth = 0) =>
        Mix(Mix(Mix(Mix(first + Weyl0) + second + Weyl1) + third + Weyl0) + fourth + Weyl1);

    /// <summary>Starts another stream in this object, without allocating.</summary>
    public void Restart(ulong seed, ulong stream = 0)
    {
        Seed = seed;
        Stream = stream;
        block = 0;
        used = 4;
    }

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        if (used == 4)
        {
            Refill();
        }

        return Take();
    }

    /// <summary>Uniform on [0, 1): a multiple of 2⁻⁵³, all equally probable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform on (0, 1), both ends excluded: an odd multiple of 2⁻⁵³; for inverse distribution functions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextOpenDouble() => ((NextUInt64() >> 12) + 0.5) * (1.0 / 4503599627370496.0);

    /// <summary>Uniform on [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <exception cref="ArgumentException">An end is not finite or they are in the wrong order.</exception>
    public double NextUniform(double low, double high)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low <= high))
        {
            throw new ArgumentException($"[{low}, {high}) is not an interval.", nameof(high));
        }

        // Rounding may reach the open end; the largest number below it then stands for the top.
        double value = low + (high - low) * NextDouble();
        return value < high || low == high ? value : Math.BitDecrement(high);
    }

    /// <summary>True or false with equal probability.</summary>
    public bool NextBoolean() => (long)NextUInt64() < 0;

    /// <summary>Uniform on 0 … <paramref name="bound"/>−1, without bias (Lemire 2019).</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)NextUInt64((ulong)bound);
    }

    /// <summary>Uniform on <paramref name="low"/> … <paramref name="bound"/>−1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not above <paramref name="low"/>.</exception>
    public int NextInt32(int low, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, low);
        return (int)(low + (long)NextUInt64((ulong)((long)bound - low)));
    }

    /// <summary>Uniform on 0 … <paramref name="bound"/>−1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public long NextInt64(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (long)NextUInt64((ulong)bound);
    }

    /// <summary>Standard normal: one uniform number through the inverse distribution function, so one draw costs one position.</summary>
    public double NextNormal() => NormalDistribution.Quantile(NextOpenDouble());

    /// <summary>Normal with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentException"><paramref name="mean"/> is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="standardDeviation"/> is negative or not finite.</exception>
    public double NextNormal(double mean, double standardDeviation)
    {
        Demand.Finite(mean, nameof(mean));
        Demand.NotNegative(standardDeviation, nameof(standardDeviation));
        return mean + standardDeviation * NextNormal();
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -PortableMath.Log(NextOpenDouble());

    /// <summary>Gamma with the given shape and scale 1, by rejection (Marsaglia and Tsang 2000).</summary>
    /// <param name="shape">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> is not a positive finite number.</exception>
    public double NextGamma(double shape)
    {
        Demand.Positive(shape, nameof(shape));
        if (shape < 1)
        {
            double lifted = NextGamma(shape + 1);
            return lifted * PortableMath.Exp(PortableMath.Log(NextOpenDouble()) / shape);
        }

        double d = shape - 1.0 / 3;
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1 + c * x;
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (PortableMath.Log(NextOpenDouble()) < 0.5 * x * x + d * (1 - v + PortableMath.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>Student t with the given degrees of freedom (unscaled: the variance is ν/(ν−2) for ν above 2).</summary>
    /// <param name="degreesOfFreedom">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not a positive finite number.</exception>
    public double NextStudentT(double degreesOfFreedom)
    {
        Demand.Positive(degreesOfFreedom, nameof(degreesOfFreedom));
        double normal = NextNormal();
        return normal / Math.Sqrt(2 * NextGamma(0.5 * degreesOfFreedom) / degreesOfFreedom);
    }

    /// <summary>Fills the span with uniform numbers on [0, 1), the same as so many calls of <see cref="NextDouble"/>.</summary>
    public void FillUniform(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextDouble();
        }
    }

    /// <summary>Fills the span with standard normal numbers, the same as so many calls of <see cref="NextNormal()"/>.</summary>
    public void FillNormal(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextNormal();
        }
    }

    /// <summary>Puts the elements into random order, all orders equally probable (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextUInt64(ulong bound)
    {
        ulong high = Math.BigMul(NextUInt64(), bound, out ulong low);
        if (low < bound)
        {
            ulong threshold = (0 - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return high;
    }

    private ulong Take() => used++ switch
    {
        0 => word0,
        1 => word1,
        2 => word2,
        _ => word3,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill()
    {
        block++;
        ulong c0 = block, c1 = 0, c2 = 0, c3 = 0;
        ulong k0 = Seed, k1 = Stream;
        for (int round = 0; round < 10; round++)
        {
            ulong high0 = Math.BigMul(Multiplier0, c0, out ulong low0);
            ulong high1 = Math.BigMul(Multiplier1, c2, out ulong low1);
            c0 = high1 ^ c1 ^ k0;
            c1 = low1;
            c2 = high0 ^ c3 ^ k1;
            c3 = low0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        (word0, word1, word2, word3) = (c0, c1, c2, c3);
        used = 0;
    }
}
