using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>Medians by selection in expected linear time.</summary>
internal static class OrderStatistics
{
    public const double MedianOfAbsoluteNormal = 0.6744897501960817;

    private const int SampleLength = 1024;
    private const int NarrowMin = 2 * SampleLength;
    private const int ShortMax = 32;

    /// <summary>The median; the span's values are lost.</summary>
    public static double Median(Span<double> values) => Middle(values, values.Length, 0);

    /// <summary>The median of the distances |v − center|.</summary>
    /// <param name="values">Values, finite.</param>
    /// <param name="center">Where distances are taken from.</param>
    /// <param name="scratch">Room for as many values.</param>
    public static double MedianDistance(ReadOnlySpan<double> values, double center, Span<double> scratch)
    {
        int n = values.Length;
        if (n >= NarrowMin && Vector256.IsHardwareAccelerated)
        {
            // Bounds from a sample keep about an eighth of the distances around the median, and keeping them takes no branch a value.
            Span<double> sample = stackalloc double[SampleLength], again = stackalloc double[SampleLength];
            for (int i = 0; i < SampleLength; i++)
            {
                sample[i] = Math.Abs(values[(int)((long)i * n / SampleLength)] - center);
            }

            // Four standard deviations of the sample's median to either side.
            sample.CopyTo(again);
            double low = Select(again, (SampleLength / 2) - 64, out _), high = Select(sample, (SampleLength / 2) + 64, out _);
            int kept = Between(values, center, low, high, scratch, out int below);
            if (below < n / 2 && n / 2 < below + kept)
            {
                return Middle(scratch[..kept], n, below);
            }
        }

        int at = 0;
        for (; at <= n - Vector<double>.Count; at += Vector<double>.Count)
        {
            Vector.Abs(new Vector<double>(values[at..]) - new Vector<double>(center)).CopyTo(scratch[at..]);
        }

        for (; at < n; at++)
        {
            scratch[at] = Math.Abs(values[at] - center);
        }

        return Middle(scratch[..n], n, 0);
    }

    /// <summary>The value of a rank from 0 and the one before it, minus infinity for none; the span's values are lost.</summary>
    public static double Select(Span<double> values, int rank, out double before)
    {
        before = double.NegativeInfinity;
        while (Avx512F.IsSupported && values.Length > ShortMax)
        {
            // The side of the pivot that holds the rank is moved to the front, without a branch that depends on a value.
            double pivot = Pivot(values);
            (int below, int equal, double largestBelow) = Count(values, pivot);
            if (rank < below)
            {
                values = Keep(values, pivot, keepLower: true);
            }
            else if (rank < below + equal)
            {
                before = rank > below ? pivot : Math.Max(before, largestBelow);
                return pivot;
            }
            else
            {
                before = pivot;
                rank -= below + equal;
                values = Keep(values, pivot, keepLower: false);
            }
        }

        double value = SelectInPlace(values, rank);
        foreach (double smaller in values[..rank])
        {
            before = Math.Max(before, smaller);
        }

        return value;
    }

    // Hoare's selection: smaller values end up before the rank.
    private static double SelectInPlace(Span<double> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (high - low > 16)
        {
            double pivot = Middle(values[low], values[(low + high) >>> 1], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                high = j;
            }
            else if (rank >= i)
            {
                low = i;
            }
            else
            {
                return values[rank];
            }
        }

        values[low..(high + 1)].Sort();
        return values[rank];
    }

    private static double Middle(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    // The median of three medians of three, spread over the span.
    private static double Pivot(ReadOnlySpan<double> values)
    {
        int step = values.Length / 9, at = step / 2;
        return Middle(
            Middle(values[at], values[at + step], values[at + (2 * step)]),
            Middle(values[at + (3 * step)], values[at + (4 * step)], values[at + (5 * step)]),
            Middle(values[at + (6 * step)], values[at + (7 * step)], values[at + (8 * step)]));
    }

    private static (int Below, int Equal, double LargestBelow) Count(ReadOnlySpan<double> values, double pivot)
    {
        Vector512<double> bound = Vector512.Create(pivot), none = Vector512.Create(double.NegativeInfinity), largest = none;
        ref double first = ref MemoryMarshal.GetReference(values);
        int below = 0, above = 0, at = 0;
        for (; at <= values.Length - 8; at += 8)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref first, (nuint)at), isBelow = Vector512.LessThan(v, bound);
            below += BitOperations.PopCount(isBelow.ExtractMostSignificantBits());
            above += BitOperations.PopCount(Vector512.GreaterThan(v, bound).ExtractMostSignificantBits());
            largest = Avx512F.Max(largest, Vector512.ConditionalSelect(isBelow, v, none));
        }

        double most = double.NegativeInfinity;
        for (int lane = 0; lane < 8; lane++)
        {
            most = Math.Max(most, largest[lane]);
        }

        for (; at < values.Length; at++)
        {
            above += values[at] > pivot ? 1 : 0;
            if (values[at] < pivot)
            {
                below++;
                most = Math.Max(most, values[at]);
            }
        }

        return (below, values.Length - below - above, most);
    }

    private static Span<double> Keep(Span<double> values, double pivot, bool keepLower)
    {
        Vector512<double> bound = Vector512.Create(pivot);
        ref double first = ref MemoryMarshal.GetReference(values);
        int count = 0, at = 0;
        for (; at <= values.Length - 8; at += 8)
        {
            // A whole vector is written, over values that have been read.
            Vector512<double> v = Vector512.LoadUnsafe(ref first, (nuint)at);
            Vector512<double> kept = keepLower ? Vector512.LessThan(v, bound) : Vector512.GreaterThan(v, bound);
            Avx512F.Compress(v, kept, v).StoreUnsafe(ref first, (nuint)count);
            count += BitOperations.PopCount(kept.ExtractMostSignificantBits());
        }

        for (; at < values.Length; at++)
        {
            double v = values[at];
            if (keepLower ? v < pivot : v > pivot)
            {
                values[count++] = v;
            }
        }

        return values[..count];
    }

    // The median of n values of which those around the middle are given and so many lie below all of them.
    private static double Middle(Span<double> values, int n, int below)
    {
        double upper = Select(values, (n / 2) - below, out double lower);
        return n % 2 == 1 ? upper : 0.5 * (lower + upper);
    }

    /// <summary>Writes the distances inside [low, high] to the front of a span and counts those below.</summary>
    private static int Between(ReadOnlySpan<double> values, double center, double low, double high, Span<double> kept, out int below)
    {
        int count = 0, at = 0;
        below = 0;
        ref double first = ref MemoryMarshal.GetReference(values), target = ref MemoryMarshal.GetReference(kept[..values.Length]);
        if (Avx512F.IsSupported)
        {
            Vector512<double> c = Vector512.Create(center), lowest = Vector512.Create(low), highest = Vector512.Create(high);
            for (; at <= values.Length - 8; at += 8)
            {
                Vector512<double> v = Vector512.Abs(Vector512.LoadUnsafe(ref first, (nuint)at) - c);
                below += BitOperations.PopCount(Vector512.LessThan(v, lowest).ExtractMostSignificantBits());
                Vector512<double> inside = Vector512.GreaterThanOrEqual(v, lowest) & Vector512.LessThanOrEqual(v, highest);
                // A whole vector is written: fewer are kept than were read, so that it ends inside the span.
                Avx512F.Compress(v, inside, v).StoreUnsafe(ref target, (nuint)count);
                count += BitOperations.PopCount(inside.ExtractMostSignificantBits());
            }
        }
        else
        {
            Vector256<double> c = Vector256.Create(center), lowest = Vector256.Create(low), highest = Vector256.Create(high);
            for (; at <= values.Length - 4; at += 4)
            {
                Vector256<double> v = Vector256.Abs(Vector256.LoadUnsafe(ref first, (nuint)at) - c);
                below += BitOperations.PopCount(Vector256.LessThan(v, lowest).ExtractMostSignificantBits());
                uint inside = (Vector256.GreaterThanOrEqual(v, lowest) & Vector256.LessThanOrEqual(v, highest)).ExtractMostSignificantBits();
                for (; inside != 0; inside &= inside - 1)
                {
                    kept[count++] = v[BitOperations.TrailingZeroCount(inside)];
                }
            }
        }

        for (; at < values.Length; at++)
        {
            double v = Math.Abs(values[at] - center);
            below += v < low ? 1 : 0;
            if (v >= low && v <= high)
            {
                kept[count++] = v;
            }
        }

        return count;
    }
}
