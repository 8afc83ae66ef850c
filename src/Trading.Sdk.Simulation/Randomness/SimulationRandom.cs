using System.Numerics;

namespace Trading.Sdk.Simulation;

/// <summary>
/// The generator behind a simulated session: xoshiro256** seeded through splitmix64. The same seed gives the same draws on
/// every machine and operating system, the non-uniform ones included. Not thread-safe; allocates nothing after construction.
/// </summary>
/// <remarks>D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4), 2021.</remarks>
public sealed class SimulationRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal;
    private bool _hasSpareNormal;

    /// <summary>Makes a generator whose whole sequence is fixed by <paramref name="seed"/>; every value is allowed.</summary>
    public SimulationRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>Makes a generator in a given state, to compare with the published sequence.</summary>
    internal SimulationRandom(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        _s0 = s0;
        _s1 = s1;
        _s2 = s2;
        _s3 = s3;
    }

    /// <summary>Makes an independent generator for one participant: the child of the same seed and stream number is always the same.</summary>
    /// <param name="seed">Seed of the session.</param>
    /// <param name="stream">Number of the stream, 0 or more.</param>
    public static SimulationRandom ForStream(ulong seed, int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        ulong state = seed;
        ulong mixed = SplitMix(ref state);
        state = mixed ^ ((ulong)(stream + 1) * 0xD1342543DE82EF95UL);
        return new SimulationRandom(SplitMix(ref state));
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform integer in [0, <paramref name="exclusiveMaximum"/>); the multiply-shift bias is below 2⁻³² for every range that an <c>int</c> can hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMaximum, out _);
    }

    /// <summary>A uniform integer in [<paramref name="minimum"/>, <paramref name="inclusiveMaximum"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or wider than an <c>long</c> can count.</exception>
    public long NextInt64(long minimum, long inclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inclusiveMaximum, minimum);
        ulong width = (ulong)(inclusiveMaximum - minimum) + 1;
        return width == 0 ? (long)NextUInt64() : minimum + (long)Math.BigMul(NextUInt64(), width, out _);
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability; 0 or less is never, 1 or more always.</summary>
    public bool NextBoolean(double probability) => NextDouble() < probability;

    /// <summary>An exponential number with the given mean (same unit as the mean).</summary>
    public double NextExponential(double mean) => -mean * DeterministicMath.Log(((NextUInt64() >> 11) + 1) * (1.0 / (1UL << 53)));

    /// <summary>A standard normal number (Marsaglia's polar method; the second of each pair is kept for the next call).</summary>
    public double NextNormal()
    {
        if (_hasSpareNormal)
        {
            _hasSpareNormal = false;
            return _spareNormal;
        }

        double u, v, s;
        do
        {
            u = 2.0 * NextDouble() - 1.0;
            v = 2.0 * NextDouble() - 1.0;
            s = u * u + v * v;
        }
        while (s >= 1.0 || s < 1e-300);

        // A square root is correctly rounded everywhere, unlike a logarithm.
        double scale = Math.Sqrt(-2.0 * DeterministicMath.Log(s) / s);
        _spareNormal = v * scale;
        _hasSpareNormal = true;
        return u * scale;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
