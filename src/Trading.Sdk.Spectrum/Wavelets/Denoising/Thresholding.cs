using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Spectrum;

/// <summary>Thresholding of coefficients; source and target may be the same span. NaN becomes the substitute.</summary>
public static class Thresholding
{
    /// <summary>Values of size below t become the substitute, others move towards 0 by t.</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="threshold">t, at least 0.</param>
    /// <param name="target">Receives as many values.</param>
    /// <param name="substitute">Value in place of small ones. Default 0.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative or NaN.</exception>
    public static void Soft(ReadOnlySpan<double> values, double threshold, Span<double> target, double substitute = 0)
    {
        Check(values, threshold, target);
        int i = 0;
        if (substitute == 0)
        {
            // v − v cut to [−t, t]; NaN, which equals nothing, becomes 0.
            Vector<double> upper = new(threshold), lower = -upper;
            ref double from = ref MemoryMarshal.GetReference(values), to = ref MemoryMarshal.GetReference(target);
            for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> v = Vector.LoadUnsafe(ref from, (nuint)i);
                Vector<double> moved = v - Vector.MinNative(Vector.MaxNative(v, lower), upper);
                (moved & Vector.Equals(v, v).As<long, double>()).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < values.Length; i++)
        {
            double v = values[i], size = Math.Abs(v);
            target[i] = size >= threshold ? size > threshold ? Math.CopySign(size - threshold, v) : 0 : substitute;
        }
    }

    /// <summary>Values of size below t become the substitute, others stay.</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="threshold">t, at least 0.</param>
    /// <param name="target">Receives as many values.</param>
    /// <param name="substitute">Value in place of small ones. Default 0.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative or NaN.</exception>
    public static void Hard(ReadOnlySpan<double> values, double threshold, Span<double> target, double substitute = 0)
    {
        Check(values, threshold, target);
        for (int i = 0; i < values.Length; i++)
        {
            double v = values[i];
            target[i] = Math.Abs(v) >= threshold ? v : substitute;
        }
    }

    /// <summary>Values of size below t become the substitute, others v − t²/v (Breiman 1995).</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="threshold">t, at least 0.</param>
    /// <param name="target">Receives as many values.</param>
    /// <param name="substitute">Value in place of small ones. Default 0.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative or NaN.</exception>
    public static void Garrote(ReadOnlySpan<double> values, double threshold, Span<double> target, double substitute = 0)
    {
        Check(values, threshold, target);
        for (int i = 0; i < values.Length; i++)
        {
            double v = values[i];
            target[i] = Math.Abs(v) >= threshold && v != 0 ? v - (threshold * threshold / v) : substitute;
        }
    }

    /// <summary>Values below a bound (with their sign) become the substitute.</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="bound">Smallest value kept.</param>
    /// <param name="target">Receives as many values.</param>
    /// <param name="substitute">Value in place of others. Default 0.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    public static void AtLeast(ReadOnlySpan<double> values, double bound, Span<double> target, double substitute = 0)
    {
        Require.AtLeast(target.Length, values.Length, nameof(target));
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = values[i] >= bound ? values[i] : substitute;
        }
    }

    /// <summary>Values above a bound (with their sign) become the substitute.</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="bound">Largest value kept.</param>
    /// <param name="target">Receives as many values.</param>
    /// <param name="substitute">Value in place of others. Default 0.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    public static void AtMost(ReadOnlySpan<double> values, double bound, Span<double> target, double substitute = 0)
    {
        Require.AtLeast(target.Length, values.Length, nameof(target));
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = values[i] <= bound ? values[i] : substitute;
        }
    }

    /// <summary>Below <paramref name="low"/> zero, above <paramref name="high"/> kept, linear between (Gao and Bruce 1997).</summary>
    /// <param name="values">Coefficients.</param>
    /// <param name="low">Lower threshold, at least 0.</param>
    /// <param name="high">Upper threshold, above the lower.</param>
    /// <param name="target">Receives as many values.</param>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The thresholds are not in order.</exception>
    public static void Firm(ReadOnlySpan<double> values, double low, double high, Span<double> target)
    {
        Check(values, low, target);
        if (!(high > low))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "The upper threshold must lie above the lower.");
        }

        for (int i = 0; i < values.Length; i++)
        {
            double v = values[i], size = Math.Abs(v);
            target[i] = size <= low ? 0 : size > high ? v : Math.CopySign(high * (size - low) / (high - low), v);
        }
    }

    internal static void Apply(Shrinkage shrinkage, Span<double> values, double threshold)
    {
        switch (shrinkage)
        {
            case Shrinkage.Soft:
                Soft(values, threshold, values);
                break;
            case Shrinkage.Hard:
                Hard(values, threshold, values);
                break;
            default:
                Garrote(values, threshold, values);
                break;
        }
    }

    private static void Check(ReadOnlySpan<double> values, double threshold, Span<double> target)
    {
        Require.AtLeast(target.Length, values.Length, nameof(target));
        if (!(threshold >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold of at least 0 is required.");
        }
    }
}
