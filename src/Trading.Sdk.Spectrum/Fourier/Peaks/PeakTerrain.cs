using System.Buffers;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// All local maxima of a signal with the lowest place to either side before higher ground: every prominence in one walk over a stack of
/// falling maxima, O(n) for all together where a search from each peak would cross the signal again and again.
/// </summary>
internal sealed class PeakTerrain : IDisposable
{
    private readonly int[] memory;

    public PeakTerrain(ReadOnlySpan<double> x)
    {
        // Between two maxima lies at least one sample.
        int most = x.Length / 2;
        memory = ArrayPool<int>.Shared.Rent(Math.Max(6 * most, 1));
        Capacity = most;
        Count = Maxima(x, memory.AsSpan(most, most), memory.AsSpan(0, most), memory.AsSpan(2 * most, most));
        Span<int> stack = memory.AsSpan(5 * most, most);
        Walk(x, stack, leftward: true, memory.AsSpan(3 * most, most));
        Walk(x, stack, leftward: false, memory.AsSpan(4 * most, most));
    }

    /// <summary>Maxima; the first and last sample are none.</summary>
    public int Count { get; }

    /// <summary>The middle of each maximum.</summary>
    public ReadOnlySpan<int> Place => memory.AsSpan(0, Count);

    public ReadOnlySpan<int> PlateauLeft => memory.AsSpan(Capacity, Count);

    public ReadOnlySpan<int> PlateauRight => memory.AsSpan(2 * Capacity, Count);

    private int Capacity { get; }

    public void Dispose() => ArrayPool<int>.Shared.Return(memory);

    public (int Left, int Right) Bases(int peak) => (memory[(3 * Capacity) + peak], memory[(4 * Capacity) + peak]);

    private static int Maxima(ReadOnlySpan<double> x, Span<int> left, Span<int> place, Span<int> right)
    {
        int count = 0;
        for (int i = 1; i < x.Length - 1;)
        {
            if (!(x[i - 1] < x[i]))
            {
                i++;
                continue;
            }

            int end = i;
            while (end + 1 < x.Length && x[end + 1] == x[i])
            {
                end++;
            }

            if (end < x.Length - 1 && x[end + 1] < x[i])
            {
                (left[count], place[count], right[count]) = (i, (i + end) / 2, end);
                count++;
            }

            i = end + 1;
        }

        return count;
    }

    // The lowest place, nearest to the peak among equals, on the way to the next higher maximum or to the end of the signal.
    private void Walk(ReadOnlySpan<double> x, Span<int> stack, bool leftward, Span<int> bases)
    {
        ReadOnlySpan<int> place = Place;
        int step = leftward ? 1 : -1, depth = 0, previous = leftward ? 0 : x.Length - 1;
        for (int k = leftward ? 0 : Count - 1; (uint)k < (uint)Count; k += step)
        {
            int at = place[k], lowest = at;
            double height = x[at], low = height;
            for (int i = at - step; i != previous - step; i -= step)
            {
                if (x[i] < low)
                {
                    (low, lowest) = (x[i], i);
                }
            }

            while (depth > 0 && x[place[stack[depth - 1]]] <= height)
            {
                int lower = bases[stack[--depth]];
                if (x[lower] < low)
                {
                    (low, lowest) = (x[lower], lower);
                }
            }

            bases[k] = lowest;
            stack[depth++] = k;
            previous = at;
        }
    }
}
