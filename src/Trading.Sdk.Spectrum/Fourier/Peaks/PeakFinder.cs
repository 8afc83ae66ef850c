namespace Trading.Sdk.Spectrum;

/// <summary>Local maxima of a signal by their heights, distances, prominences and widths.</summary>
/// <remarks>The first and last sample are never peaks. Prominence as in topography. O(n) but for prominences, whose search may cross the signal for each peak.</remarks>
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

        Require.Finite(signal, nameof(signal));
        bool byProminence = (options.MinimumProminence ?? options.MaximumProminence) is not null;
        var found = new List<Peak>();
        for (int i = 1; i < signal.Length - 1;)
        {
            int right = i;
            while (right + 1 < signal.Length && signal[right + 1] == signal[i])
            {
                right++;
            }

            if (signal[i - 1] < signal[i] && right < signal.Length - 1 && signal[right + 1] < signal[i])
            {
                int middle = (i + right) / 2;
                var peak = new Peak { Index = middle, Height = signal[middle], PlateauLeft = i, PlateauRight = right };
                peak = peak with { LeftThreshold = peak.Height - signal[middle - 1], RightThreshold = peak.Height - signal[middle + 1] };
                if (Within(peak.PlateauLength, options.MinimumPlateau, options.MaximumPlateau)
                    && Within(peak.Height, options.MinimumHeight, options.MaximumHeight)
                    && !(Math.Min(peak.LeftThreshold, peak.RightThreshold) < options.MinimumThreshold)
                    && !(Math.Max(peak.LeftThreshold, peak.RightThreshold) > options.MaximumThreshold)
                    && (!byProminence || options.Distance is not null || Within(Prominence(signal, middle, options.ProminenceWindow, out _, out _), options.MinimumProminence, options.MaximumProminence)))
                {
                    found.Add(peak);
                }
            }

            i = right + 1;
        }

        Peak[] peaks = options.Distance is { } distance ? Thin([.. found], (int)Math.Ceiling(distance)) : [.. found];
        var kept = new List<Peak>(byProminence ? 16 : peaks.Length);
        foreach (Peak peak in peaks)
        {
            // Most peaks fall by their prominence: they are not measured any further.
            if (byProminence && options.Distance is not null
                && !Within(Prominence(signal, peak.Index, options.ProminenceWindow, out _, out _), options.MinimumProminence, options.MaximumProminence))
            {
                continue;
            }

            Peak measured = Measure(signal, peak, options.ProminenceWindow, options.RelativeHeight);
            if (Within(measured.Prominence, options.MinimumProminence, options.MaximumProminence) && Within(measured.Width, options.MinimumWidth, options.MaximumWidth))
            {
                kept.Add(measured);
            }
        }

        return [.. kept];
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

            peaks[i] = Measure(signal, new Peak { Index = place, Height = signal[place], PlateauLeft = place, PlateauRight = place }, window, relativeHeight);
        }

        return peaks;
    }

    private static bool Within(double value, double? least, double? most) => !(value < least) && !(value > most);

    // From the highest down, each kept peak removes its lower neighbours that are too near.
    private static Peak[] Thin(Peak[] peaks, int distance)
    {
        int[] order = [.. Enumerable.Range(0, peaks.Length)];
        SortByHeight(peaks, order, 0, order.Length - 1);
        var removed = new bool[peaks.Length];
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int at = order[i];
            if (removed[at])
            {
                continue;
            }

            for (int k = at - 1; k >= 0 && peaks[at].Index - peaks[k].Index < distance; k--)
            {
                removed[k] = true;
            }

            for (int k = at + 1; k < peaks.Length && peaks[k].Index - peaks[at].Index < distance; k++)
            {
                removed[k] = true;
            }
        }

        return [.. peaks.Where((_, i) => !removed[i])];
    }

    // A quicksort by the median of three with insertion up to 16 entries. Which of equally high peaks goes first is an accident of the
    // sort; it is this one that established numerical software uses, and peaks of rounded prices are often equally high.
    private static void SortByHeight(Peak[] peaks, int[] order, int low, int high)
    {
        while (high - low > 15)
        {
            int middle = low + ((high - low) >> 1);
            SwapIfLower(peaks, order, middle, low);
            SwapIfLower(peaks, order, high, middle);
            SwapIfLower(peaks, order, middle, low);
            double pivot = peaks[order[middle]].Height;
            int i = low, j = high - 1;
            (order[middle], order[j]) = (order[j], order[middle]);
            while (true)
            {
                do
                {
                    i++;
                }
                while (peaks[order[i]].Height < pivot);

                do
                {
                    j--;
                }
                while (pivot < peaks[order[j]].Height);

                if (i >= j)
                {
                    break;
                }

                (order[i], order[j]) = (order[j], order[i]);
            }

            (order[i], order[high - 1]) = (order[high - 1], order[i]);
            if (i - low < high - i)
            {
                SortByHeight(peaks, order, low, i - 1);
                low = i + 1;
            }
            else
            {
                SortByHeight(peaks, order, i + 1, high);
                high = i - 1;
            }
        }

        for (int i = low + 1; i <= high; i++)
        {
            int entry = order[i], j = i;
            for (; j > low && peaks[entry].Height < peaks[order[j - 1]].Height; j--)
            {
                order[j] = order[j - 1];
            }

            order[j] = entry;
        }
    }

    private static void SwapIfLower(Peak[] peaks, int[] order, int a, int b)
    {
        if (peaks[order[a]].Height < peaks[order[b]].Height)
        {
            (order[a], order[b]) = (order[b], order[a]);
        }
    }

    private static Peak Measure(ReadOnlySpan<double> x, Peak peak, int? window, double relativeHeight)
    {
        if (!(relativeHeight >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeHeight), relativeHeight, "A share of at least 0 is required.");
        }

        int at = peak.Index;
        double prominence = Prominence(x, at, window, out int leftBase, out int rightBase), level = x[at] - (prominence * relativeHeight);
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

    private static double Prominence(ReadOnlySpan<double> x, int at, int? window, out int leftBase, out int rightBase)
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

        double leftLow = low;
        low = height;
        for (int i = at; i <= last && x[i] <= height; i++)
        {
            if (x[i] < low)
            {
                (low, rightBase) = (x[i], i);
            }
        }

        return height - Math.Max(leftLow, low);
    }
}
