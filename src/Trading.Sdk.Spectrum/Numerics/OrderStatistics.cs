using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Spectrum;

/// <summary>Medians by selection in expected linear time; the span is reordered.</summary>
internal static class OrderStatistics
{
    public const double MedianOfAbsoluteNormal = 0.6744897501960817;

    public static double Median(Span<double> values)
    {
        int n = values.Length, middle = n / 2;
        if (n >= 2048 && Vector256.IsHardwareAccelerated)
        {
            Span<double> near = Narrow(values, middle, out int below);
            if (!near.IsEmpty)
            {
                values = near;
                middle -= below;
            }
        }

        double upper = Select(values, middle);
        if (n % 2 == 1)
        {
            return upper;
        }

        double lower = double.NegativeInfinity;
        foreach (double value in values[..middle])
        {
            lower = Math.Max(lower, value);
        }

        return 0.5 * (lower + upper);
    }

    /// <summary>
    /// The values around the middle rank, moved to the front of the span: bounds from a sorted sample keep about an eighth of the values, and
    /// sorting out the rest takes no branch a value. Empty when the sample misled; the span then holds the same values in another order.
    /// </summary>
    /// <param name="values">Values, finite.</param>
    /// <param name="middle">The rank that is wanted together with the one before.</param>
    /// <param name="below">How many values lie below all returned.</param>
    private static Span<double> Narrow(Span<double> values, int middle, out int below)
    {
        const int Sample = 1024;
        Span<double> sample = stackalloc double[Sample];
        for (int i = 0; i < Sample; i++)
        {
            sample[i] = values[(int)((long)i * values.Length / Sample)];
        }

        // Four standard deviations of the sample's median to either side.
        double low = Select(sample, (Sample / 2) - 64), high = Select(sample[((Sample / 2) - 63)..], 127);
        Vector256<double> lowest = Vector256.Create(low), highest = Vector256.Create(high);
        ref double first = ref MemoryMarshal.GetReference(values);
        int kept = 0, at = 0;
        below = 0;
        for (; at <= values.Length - 4; at += 4)
        {
            Vector256<double> v = Vector256.LoadUnsafe(ref first, (nuint)at);
            below += BitOperations.PopCount(Vector256.LessThan(v, lowest).ExtractMostSignificantBits());
            uint inside = (Vector256.GreaterThanOrEqual(v, lowest) & Vector256.LessThanOrEqual(v, highest)).ExtractMostSignificantBits();
            for (; inside != 0; inside &= inside - 1)
            {
                int i = at + BitOperations.TrailingZeroCount(inside);
                (values[i], values[kept]) = (values[kept], values[i]);
                kept++;
            }
        }

        for (; at < values.Length; at++)
        {
            below += values[at] < low ? 1 : 0;
            if (values[at] >= low && values[at] <= high)
            {
                (values[at], values[kept]) = (values[kept], values[at]);
                kept++;
            }
        }

        return below < middle && middle < below + kept ? values[..kept] : default;
    }

    /// <summary>The value of a rank from 0; smaller values end up before it.</summary>
    public static double Select(Span<double> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (high - low > 16)
        {
            double a = values[low], b = values[(low + high) >>> 1], c = values[high];
            double pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
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
}
