using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The plan of a real transform of N = r·m samples without wasted work, for lengths whose halves do not fill vectors: the r
/// interleaved real parts of m samples are transformed two by two as complex signals, taken apart (m/2 + 1 values each, the rest
/// is their mirror), turned, and joined by transforms of length r: X[k + m·j] = Σ_b w_N^(b·k) F_b[k] · w_r^(b·j).
/// </summary>
internal sealed class RealSplit<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private RealSplit(int length, int parts)
    {
        Length = length;
        Parts = parts;
        PartLength = length / parts;
        PartTransform = new LaneFft<T>(PartLength);
        JoinTransform = new LaneFft<T>(parts);
    }

    public int Length { get; }

    /// <summary>r.</summary>
    public int Parts { get; }

    /// <summary>m.</summary>
    public int PartLength { get; }

    /// <summary>Complex signals that hold the parts; with odd r the last one holds one part and something to ignore.</summary>
    public int Pairs => (Parts + 1) / 2;

    /// <summary>Values of a part's one-sided spectrum.</summary>
    public int Bins => (PartLength / 2) + 1;

    public LaneFft<T> PartTransform { get; }

    public LaneFft<T> JoinTransform { get; }

    /// <summary>The cheapest plan for vectors of <paramref name="width"/> numbers that run over parts and bins, or over rows (width 1); null where the length does not divide.</summary>
    public static RealSplit<T>? Plan(int length, int width)
    {
        if (!LaneFft<T>.Handles(length))
        {
            return null;
        }

        int best = 0;
        double least = double.PositiveInfinity;
        for (int parts = 2; parts <= length / 2; parts++)
        {
            if (length % parts != 0)
            {
                continue;
            }

            int part = length / parts;
            double cost = (Work(part) * Filled((parts + 1) / 2, width)) + (Work(parts) * Filled((part / 2) + 1, width));
            if (cost < least)
            {
                least = cost;
                best = parts;
            }
        }

        return best == 0 ? null : new RealSplit<T>(length, best);
    }

    /// <summary>w_N^(b·k), halved: taking the pairs apart leaves a factor of two.</summary>
    public Complex HalfTurn(int b, int k) => 0.5 * UnitRoots.Of(-(long)b * k, Length);

    private static double Work(int length) => length * (1.5 + Math.Log2(length));

    private static double Filled(int count, int width)
    {
        int used = width;
        while (used > count)
        {
            used /= 2;
        }

        // A narrower vector costs nearly as much as a full one.
        return (double)((count + used - 1) / used * used) * Math.Sqrt((double)width / used);
    }
}
