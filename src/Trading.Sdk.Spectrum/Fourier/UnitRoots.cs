using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Roots of unity to the last bit: the angle is reduced in integers to the first octant before sine and cosine are taken.</summary>
internal static class UnitRoots
{
    /// <summary>e^(2πi·k/n) for any integer k and n ≥ 1.</summary>
    public static Complex Of(long k, long n)
    {
        k %= n;
        if (k < 0)
        {
            k += n;
        }

        long quarter = 4 * k / n, rest = (4 * k) - (quarter * n);
        (double sin, double cos) = 2 * rest <= n
            ? Math.SinCos(0.5 * Math.PI * ((double)rest / n))
            : Swap(Math.SinCos(0.5 * Math.PI * ((double)(n - rest) / n)));
        return quarter switch
        {
            0 => new Complex(cos, sin),
            1 => new Complex(-sin, cos),
            2 => new Complex(-cos, -sin),
            _ => new Complex(sin, -cos),
        };
    }

    private static (double Sin, double Cos) Swap((double Sin, double Cos) pair) => (pair.Cos, pair.Sin);
}
