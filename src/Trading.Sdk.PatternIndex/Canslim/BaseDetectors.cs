namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Explicit rules for bases, on closes. Each looks only at bars up to the last one given. The proportions are O'Neil's (see
/// <see cref="CanslimScores"/>); where he gives a range it is a constant here.
/// </summary>
public static class BaseDetectors
{
    private const int CupBarsMin = 35, CupBarsMax = 325, HandleBarsMin = 5, HandleBarsMax = 30;
    private const double CupDepthMin = 0.12, CupDepthMax = 0.50, HandleDepthMax = 0.15, RimTolerance = 0.08;
    private const int FlatBarsMin = 25, FlatBarsMax = 65, AdvanceBars = 80;
    private const double FlatDepthMax = 0.15, AdvanceMin = 0.20;
    private const int DoubleBarsMin = 30, DoubleBarsMax = 250, BottomsApartMin = 10;
    private const double DoubleDepthMin = 0.15, DoubleDepthMax = 0.45, BottomTolerance = 0.05;
    private const int TriangleBarsMin = 25, TriangleBarsMax = 90;
    private const double ResistanceTolerance = 0.02;

    /// <summary>All bases that end at the last close.</summary>
    public static IReadOnlyList<DetectedBase> DetectAll(ReadOnlySpan<double> closes)
    {
        var found = new List<DetectedBase>();
        Add(found, CupWithHandle(closes));
        Add(found, FlatBase(closes));
        Add(found, DoubleBottom(closes));
        Add(found, AscendingTriangle(closes));
        return found;
    }

    /// <summary>
    /// Left rim, a rounded fall of 12–50 % and recovery to within 8 % of the rim over 35–325 bars, then a handle of 5–30 bars
    /// that gives back at most 15 % and stays in the upper half. A V (less than 55 % of the bars in the lower half) is none.
    /// </summary>
    public static DetectedBase? CupWithHandle(ReadOnlySpan<double> closes)
    {
        int last = closes.Length - 1;
        DetectedBase? best = null;
        for (int right = last - HandleBarsMin; right >= Math.Max(CupBarsMin, last - HandleBarsMax); right--)
        {
            ReadOnlySpan<double> handle = closes[(right + 1)..];
            double rim = closes[right], handleLow = Min(handle);
            bool isHandle = Max(handle) <= rim * 1.02 && handleLow < rim && 1 - (handleLow / rim) <= HandleDepthMax && rim >= Max(closes[Math.Max(0, right - 5)..right]);
            if (!isHandle)
            {
                continue;
            }

            for (int left = right - CupBarsMin; left >= Math.Max(0, right - CupBarsMax); left--)
            {
                double start = closes[left];
                if (Math.Abs((rim / start) - 1) > RimTolerance || start < Max(closes[Math.Max(0, left - 5)..(left + 6)]))
                {
                    continue;
                }

                ReadOnlySpan<double> cup = closes[left..(right + 1)];
                if (Max(cup) > Math.Max(start, rim))
                {
                    break;
                }

                int low = left + IndexOfMin(cup);
                double depth = 1 - (closes[low] / start), middle = (Math.Min(start, rim) + closes[low]) / 2, place = (double)(low - left) / (right - left);
                double below = Share(cup, c => c < middle);
                if (depth is < CupDepthMin or > CupDepthMax || place is < 0.2 or > 0.8 || below < 0.55 || handleLow < middle)
                {
                    continue;
                }

                double quality = Math.Clamp((below - 0.45) / 0.3, 0, 1) * (1 - (Math.Abs((rim / start) - 1) / RimTolerance / 2)) * (1 - Math.Abs(place - 0.5));
                if (best is null || quality > best.Value.Quality)
                {
                    best = new DetectedBase(BaseKind.CupWithHandle, left, low, rim, depth, quality);
                }
            }
        }

        return best;
    }

    /// <summary>25–65 bars within 15 %, without a trend of their own, after an advance of at least 20 % in the 80 bars before.</summary>
    public static DetectedBase? FlatBase(ReadOnlySpan<double> closes)
    {
        for (int bars = Math.Min(FlatBarsMax, closes.Length - 10); bars >= FlatBarsMin; bars--)
        {
            int start = closes.Length - bars;
            ReadOnlySpan<double> range = closes[start..];
            double high = Max(range), low = Min(range), depth = 1 - (low / high);
            double before = Min(closes[Math.Max(0, start - AdvanceBars)..(start + 1)]);
            double drift = Math.Abs(Slope(range) * (bars - 1)) / high;
            if (depth <= FlatDepthMax && depth > 0 && high / before >= 1 + AdvanceMin && drift <= Math.Max(0.03, depth / 2) && range[0] / before >= 1 + (AdvanceMin * 0.8))
            {
                return new DetectedBase(BaseKind.FlatBase, start, start + IndexOfMin(range), high, depth, (1 - (depth / FlatDepthMax)) * (1 - (drift / 0.08)));
            }
        }

        return null;
    }

    /// <summary>
    /// A fall of 15–45 % from a high to a low, a recovery of at least a third of it, a second low within 5 % of the first and
    /// 10 bars or more later, and a return to within 3 % of the peak between them.
    /// </summary>
    public static DetectedBase? DoubleBottom(ReadOnlySpan<double> closes)
    {
        int last = closes.Length - 1;
        DetectedBase? best = null;
        for (int bars = DoubleBarsMin; bars <= Math.Min(DoubleBarsMax, last); bars++)
        {
            int start = last - bars;
            ReadOnlySpan<double> window = closes[start..];
            if (closes[start] < Max(window))
            {
                continue;
            }

            // The peak between the lows is the highest close that has a lower low on both sides.
            int first = 0, second = 0, peak = 0;
            double high = 0;
            double[] after = SuffixMinima(window);
            double lowest = double.PositiveInfinity;
            for (int i = 3; i < bars - 3; i++)
            {
                lowest = Math.Min(lowest, window[i - 1]);
                double fall = Math.Min(window[0] - lowest, window[0] - after[i + 1]);
                double low = Math.Max(lowest, after[i + 1]);
                if (window[i] > high && fall > 0 && window[i] - low >= fall / 3 && window[i] < window[0])
                {
                    high = window[i];
                    peak = i;
                }
            }

            if (peak == 0)
            {
                continue;
            }

            first = IndexOfMin(window[..peak]);
            second = peak + IndexOfMin(window[peak..]);
            double one = window[first], two = window[second], depth = 1 - (Math.Min(one, two) / window[0]);
            if (depth is < DoubleDepthMin or > DoubleDepthMax || Math.Abs((two / one) - 1) > BottomTolerance || second - first < BottomsApartMin || window[^1] < 0.97 * high)
            {
                continue;
            }

            double quality = 1 - (Math.Abs((two / one) - 1) / BottomTolerance / 2);
            if (best is null || quality > best.Value.Quality)
            {
                best = new DetectedBase(BaseKind.DoubleBottom, start, start + (one <= two ? first : second), high, depth, quality);
            }
        }

        return best;
    }

    /// <summary>25–90 bars with two or more separate highs within 2 % of the greatest, and three or more lows each above the one before.</summary>
    public static DetectedBase? AscendingTriangle(ReadOnlySpan<double> closes)
    {
        for (int bars = Math.Min(TriangleBarsMax, closes.Length); bars >= TriangleBarsMin; bars--)
        {
            int start = closes.Length - bars;
            ReadOnlySpan<double> window = closes[start..];
            double high = Max(window);
            int touches = 0, lows = 0;
            double previousLow = 0, firstLow = 0;
            bool rising = true;
            for (int i = 2; i < bars - 2; i++)
            {
                ReadOnlySpan<double> around = window[(i - 2)..(i + 3)];
                if (window[i] == Max(around) && window[i] > around[0] && window[i] > around[1] && window[i] > around[4])
                {
                    touches += window[i] >= high * (1 - ResistanceTolerance) ? 1 : 0;
                }
                else if (window[i] == Min(around) && window[i] < around[0] && window[i] < around[1] && window[i] < around[4])
                {
                    rising &= window[i] > previousLow;
                    firstLow = lows == 0 ? window[i] : firstLow;
                    previousLow = window[i];
                    lows++;
                }
            }

            double depth = 1 - (Min(window) / high);
            bool narrowing = lows >= 3 && rising && firstLow < high * 0.97 && previousLow > firstLow + ((high - firstLow) * 0.3);
            if (touches >= 2 && narrowing && depth <= 0.35 && window[^1] >= previousLow)
            {
                return new DetectedBase(BaseKind.AscendingTriangle, start, start + IndexOfMin(window), high, depth, Math.Min(1, (touches + lows) / 8.0));
            }
        }

        return null;
    }

    private static void Add(List<DetectedBase> found, DetectedBase? candidate)
    {
        if (candidate is { } detected)
        {
            found.Add(detected);
        }
    }

    private static double Max(ReadOnlySpan<double> values)
    {
        double greatest = double.NegativeInfinity;
        foreach (double value in values)
        {
            greatest = Math.Max(greatest, value);
        }

        return greatest;
    }

    private static double Min(ReadOnlySpan<double> values) => values[IndexOfMin(values)];

    private static int IndexOfMin(ReadOnlySpan<double> values)
    {
        int least = 0;
        for (int i = 1; i < values.Length; i++)
        {
            least = values[i] < values[least] ? i : least;
        }

        return least;
    }

    private static double Share(ReadOnlySpan<double> values, Func<double, bool> condition)
    {
        int count = 0;
        foreach (double value in values)
        {
            count += condition(value) ? 1 : 0;
        }

        return (double)count / values.Length;
    }

    /// <summary>Slope of the least-squares line, a bar.</summary>
    private static double Slope(ReadOnlySpan<double> values)
    {
        double centre = (values.Length - 1) / 2.0, products = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            products += (i - centre) * values[i];
            squares += (i - centre) * (i - centre);
        }

        return products / squares;
    }

    private static double[] SuffixMinima(ReadOnlySpan<double> values)
    {
        double[] minima = new double[values.Length];
        double least = double.PositiveInfinity;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, values[i]);
            minima[i] = least;
        }

        return minima;
    }
}
