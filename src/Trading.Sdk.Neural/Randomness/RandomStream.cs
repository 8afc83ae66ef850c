using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// A counter-based stream of random numbers (Philox4x32-10): the n-th number is a function of seed, stream and n alone, so
/// streams never overlap, cost no memory, and are saved and resumed as three integers.
/// </summary>
/// <remarks>
/// A mutable struct: hold it in a field and pass it by reference; a copy goes on by itself. Not thread-safe; give each
/// thread or environment a stream of its own. Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as
/// easy as 1, 2, 3". The <c>default</c> value is the stream (0, 0).
/// </remarks>
public struct RandomStream : IEquatable<RandomStream>
{
    private uint r0, r1, r2, r3;

    /// <summary>Starts the stream at its first number.</summary>
    /// <param name="seed">The seed of the run; any value.</param>
    /// <param name="stream">Number of the stream under that seed; any value.</param>
    /// <param name="position">32-bit words already drawn; 0 for the start. Give <see cref="Position"/> of a saved stream to go on.</param>
    public RandomStream(ulong seed, ulong stream = 0, ulong position = 0)
    {
        Seed = seed;
        Stream = stream;
        Position = position;
        if ((position & 3) != 0)
        {
            Fill(position >> 2);
        }
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>The number of the stream.</summary>
    public ulong Stream { get; }

    /// <summary>32-bit words drawn so far.</summary>
    public ulong Position { get; private set; }

    /// <summary>A uniform 32-bit number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32()
    {
        uint lane = (uint)Position & 3;
        if (lane == 0)
        {
            Fill(Position >> 2);
        }

        Position++;
        return lane switch { 0 => r0, 1 => r1, 2 => r2, _ => r3 };
    }

    /// <summary>A uniform 64-bit number.</summary>
    public ulong NextUInt64()
    {
        uint low = NextUInt32();
        return ((ulong)NextUInt32() << 32) | low;
    }

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform in [0, <paramref name="exclusiveMaximum"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is below 1.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        uint range = (uint)exclusiveMaximum;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            // Rejection of the incomplete last interval: Lemire (2019), "Fast random integer generation in an interval".
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box and Muller); takes four words.</summary>
    public double NextNormal()
    {
        double u = 1 - NextDouble();
        (double _, double cos) = ReproducibleMath.SinCos(6.283185307179586 * NextDouble());
        return Math.Sqrt(-2 * ReproducibleMath.Log(u)) * cos;
    }

    /// <summary>Exponential with mean 1; takes two words.</summary>
    public double NextExponential() => -ReproducibleMath.Log(1 - NextDouble());

    /// <inheritdoc/>
    public readonly bool Equals(RandomStream other) => Seed == other.Seed && Stream == other.Stream && Position == other.Position;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RandomStream other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Seed, Stream, Position);

    /// <summary>True when both go on with the same numbers.</summary>
    public static bool operator ==(RandomStream left, RandomStream right) => left.Equals(right);

    /// <summary>True when they differ.</summary>
    public static bool operator !=(RandomStream left, RandomStream right) => !left.Equals(right);

    private void Fill(ulong block)
    {
        uint c0 = (uint)block, c1 = (uint)(block >> 32), c2 = (uint)Stream, c3 = (uint)(Stream >> 32);
        uint k0 = (uint)Seed, k1 = (uint)(Seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        r0 = c0;
        r1 = c1;
        r2 = c2;
        r3 = c3;
    }
}
