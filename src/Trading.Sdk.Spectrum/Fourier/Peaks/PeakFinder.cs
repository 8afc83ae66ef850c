using System.Buffers;

namespace Trading.Sdk.Spectrum;

/// <summary>Local maxima of a signal by their heights, distances, prominences and widths.</summary>
/// <remarks>The first and last sample are never peaks. Prominence as in topography. O(n), but for the distance condition, which sorts, and for widths, which look as far as they reach.</remarks>
public static class PeakFinder
{
    /// <summary>Finds peaks.</summary>
    /// <param name="signal">Samples, finite.</param>
    /// <param name="options">Conditions; null takes every local maximum.</param>
    /// <returns>Peaks from left to right.</returns>
    /// <exception cref="ArgumentException">The signal holds NaN or infinity, around which no comparison means anything.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A condition is outside its range.</exception>
    public static Peak[] Find(ReadOnlySpan<double> signal, PeakOptions? options = null)
    {
        options ??= new PeakOptions();
        if (options.Distance < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Distance, "Distance must be at least 1.");
        }

        if (options.ProminenceWindow < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.ProminenceWindow, "ProminenceWindow must be at least 2.");
        }

        Require.Finite(signal, nameof(signal));
        using var terrain = new PeakTerrain(signal);
        int[] memory = ArrayPool<int>.Shared.Rent(Math.Max(terrain.Count, 1));
        Span<int> candidates = memory.AsSpan(0, Candidates(signal, terrain, options, memory));
        if (options.Distance is { } distance)
        {
            candidates = Thin(signal, terrain, candidates, (int)Math.Ceiling(distance));
        }

        // Most peaks fall by their prominence: only the others are measured any further.
        int count = 0;
        foreach (int candidate in candidates)
        {
            int place = terrain.Place[candidate];
            (int left, int right) = Bases(signal, terrain, candidate, options);
            if (Within(signal[place] - Math.Max(signal[left], signal[right]), options.MinimumProminence, options.MaximumProminence))
            {
                candidates[count++] = candidate;
            }
        }

        var kept = new Peak[count];
        count = 0;
        foreach (int candidate in candidates[..kept.Length])
        {
            int place = terrain.Place[candidate];
            (int left, int right) = Bases(signal, terrain, candidate, options);
            var peak = new Peak
            {
                Index = place,
                Height = signal[place],
                PlateauLeft = terrain.PlateauLeft[candidate],
                PlateauRight = terrain.PlateauRight[candidate],
                LeftThreshold = signal[place] - signal[place - 1],
                RightThreshold = signal[place] - signal[place + 1],
            };
            peak = Measure(signal, peak, left, right, options.RelativeHeight);
            if (Within(peak.Width, options.MinimumWidth, options.MaximumWidth))
            {
                kept[count++] = peak;
            }
        }

        ArrayPool<int>.Shared.Return(memory);
        return count == kept.Length ? kept : kept[..count];
    }

    /// <summary>Measures prominence and width at given places.</summary>
    /// <param name="signal">Samples, finite.</param>
    /// <param name="places">Places inside the signal.</param>
    /// <param name="relativeHeight">Share of the prominence below the peak at which the width is measured. Default 0.5.</param>
    /// <param name="window">Samples around a peak that may be looked at; null is all.</param>
    /// <returns>One entry a place; a place that is no maximum has prominence 0.</returns>
    /// <exception cref="ArgumentException">The signal is not finite or a place lies outside it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The relative height is negative or the window below 2.</exception>
    public static Peak[] Measure(ReadOnlySpan<double> signal, ReadOnlySpan<int> places, double relativeHeight = 0.5, int? window = null)
    {
        Require.Finite(signal, nameof(signal));
        var peaks = new Peak[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int place = places[i];
            if ((uint)place >= (uint)signal.Length)
            {
                throw new ArgumentException($"Place {place} lies outside the signal of {signal.Length} samples.", nameof(places));
            }

            Bases(signal, place, window, out int left, out int right);
            peaks[i] = Measure(signal, new Peak { Index = place, Height = signal[place], PlateauLeft = place, PlateauRight = place }, left, right, relativeHeight);
        }

        return peaks;
    }

    private static bool Within(double value, double? least, double? most) => !(value < least) && !(value > most);

    private static (int Left, int Right) Bases(ReadOnlySpan<double> signal, PeakTerrain terrain, int peak, PeakOptions options)
    {
        if (options.ProminenceWindow is not { } window)
        {
            return terrain.Bases(peak);
        }

        Bases(signal, terrain.Place[peak], window, out int left, out int right);
        return (left, right);
    }

    private static int Candidates(ReadOnlySpan<double> signal, PeakTerrain terrain, PeakOptions options, Span<int> candidates)
    {
        ReadOnlySpan<int> places = terrain.Place, starts = terrain.PlateauLeft, ends = terrain.PlateauRight;
        int count = 0;
        for (int i = 0; i < places.Length; i++)
        {
            double height = signal[places[i]], left = height - signal[places[i] - 1], right = height - signal[places[i] + 1];
            if (Within(ends[i] - starts[i] + 1, options.MinimumPlateau, options.MaximumPlateau)
                && Within(height, options.MinimumHeight, options.MaximumHeight)
                && !(Math.Min(left, right) < options.MinimumThreshold)
                && !(Math.Max(left, right) > options.MaximumThreshold))
            {
                candidates[count++] = i;
            }
        }

        return count;
    }

    // From the highest down, each kept peak removes its lower neighbours that are too near.
    private static Span<int> Thin(ReadOnlySpan<double> signal, PeakTerrain terrain, Span<int> peaks, int distance)
    {
        var heights = new double[peaks.Length];
        int[] order = [.. Enumerable.Range(0, peaks.Length)];
        ReadOnlySpan<int> places = terrain.Place;
        for (int i = 0; i < peaks.Length; i++)
        {
            heights[i] = signal[places[peaks[i]]];
        }

        SortByHeight(heights, order, 0, order.Length - 1);
        var removed = new bool[peaks.Length];
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int at = order[i];
            if (removed[at])
            {
                continue;
            }

            for (int k = at - 1; k >= 0 && places[peaks[at]] - places[peaks[k]] < distance; k--)
            {
                removed[k] = true;
            }

            for (int k = at + 1; k < peaks.Length && places[peaks[k]] - places[peaks[at]] < distance; k++)
            {
                removed[k] = true;
            }
        }

        int count = 0;
        for (int i = 0; i < peaks.Length; i++)
        {
            if (!removed[i])
            {
                peaks[count++] = peaks[i];
            }
        }

        return peaks[..count];
    }

    // A quicksort by the median of three with insertion up to 16 entries. Which of equally high peaks goes first is an accident of the
    // sort; it is this one that established numerical software uses, and peaks of rounded prices are often equally high.
    private static void SortByHeight(double[] heights, int[] order, int low, int high)
    {
        while (high - low > 15)
        {
            int middle = low + ((high - low) >> 1);
            SwapIfLower(heights, order, middle, low);
            SwapIfLower(heights, order, high, middle);
            SwapIfLower(heights, order, middle, low);
            double pivot = heights[order[middle]];
            int i = low, j = high - 1;
            (order[middle], order[j]) = (order[j], order[middle]);
            while (true)
            {
                do
                {
                    i++;
                }
                while (heights[order[i]] < pivot);

                do
                {
                    j--;
                }
                while (pivot < heights[order[j]]);

                if (i >= j)
                {
                    break;
                }

                (order[i], order[j]) = (order[j], order[i]);
            }

            (order[i], order[high - 1]) = (order[high - 1], order[i]);
            if (i - low < high - i)
            {
                SortByHeight(heights, order, low, i - 1);
                low = i + 1;
            }
            else
            {
                SortByHeight(heights, order, i + 1, high);
                high = i - 1;
            }
        }

        for (int i = low + 1; i <= high; i++)
        {
            int entry = order[i], j = i;
            for (; j > low && heights[entry] < heights[order[j - 1]]; j--)
            {
                order[j] = order[j - 1];
            }

            order[j] = entry;
        }
    }

    private static void SwapIfLower(double[] heights, int[] order, int a, int b)
    {
        if (heights[order[a]] < heights[order[b]])
        {
            (order[a], order[b]) = (order[b], order[a]);
        }
    }

    private static Peak Measure(ReadOnlySpan<double> x, Peak peak, int leftBase, int rightBase, double relativeHeight)
    {
        if (!(relativeHeight >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeHeight), relativeHeight, "A share of at least 0 is required.");
        }

        int at = peak.Index;
        double prominence = x[at] - Math.Max(x[leftBase], x[rightBase]), level = x[at] - (prominence * relativeHeight);
        int left = at, right = at;
        while (left > leftBase && level < x[left])
        {
            left--;
        }

        while (right < rightBase && level < x[right])
        {
            right++;
        }

        double leftCrossing = x[left] < level ? left + ((level - x[left]) / (x[left + 1] - x[left])) : left;
        double rightCrossing = x[right] < level ? right - ((level - x[right]) / (x[right - 1] - x[right])) : right;
        return peak with
        {
            Prominence = prominence,
            LeftBase = leftBase,
            RightBase = rightBase,
            Width = rightCrossing - leftCrossing,
            WidthHeight = level,
            LeftCrossing = leftCrossing,
            RightCrossing = rightCrossing,
        };
    }

    // The plain search from one place, as far as the window reaches.
    private static void Bases(ReadOnlySpan<double> x, int at, int? window, out int leftBase, out int rightBase)
    {
        if (window < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "At least 2 samples are required.");
        }

        int reach = (window ?? (2 * x.Length)) / 2, first = Math.Max(at - reach, 0), last = Math.Min(at + reach, x.Length - 1);
        double height = x[at], low = height;
        leftBase = rightBase = at;
        for (int i = at; i >= first && x[i] <= height; i--)
        {
            if (x[i] < low)
            {
                (low, leftBase) = (x[i], i);
            }
        }

        low = height;
        for (int i = at; i <= last && x[i] <= height; i++)
        {
            if (x[i] < low)
            {
                (low, rightBase) = (x[i], i);
            }
        }
    }
}
