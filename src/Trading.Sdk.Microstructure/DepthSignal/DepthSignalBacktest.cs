using Trading.Sdk.Statistics;

namespace Trading.Sdk.Microstructure;

/// <summary>Joins depth signals with what the price did afterwards.</summary>
/// <remarks>
/// The price of a moment is the last one at or before it, so nothing of the future enters a decision. Forward returns are logarithmic, taken in the
/// direction of the signal. Signals close together share most of their horizon, so the error of their mean is that of Newey and West (1987) with as
/// many lags as signals fall into a horizon.
/// </remarks>
public static class DepthSignalBacktest
{
    /// <summary>Judges signals at several horizons, with and without the persistence gate.</summary>
    /// <param name="snapshots">Everything the analyzer said, in order of time: signals and the rest.</param>
    /// <param name="priceTimes">Times of the prices, nanoseconds since 1970, not falling.</param>
    /// <param name="prices">Prices, above 0.</param>
    /// <param name="horizons">Horizons, above zero.</param>
    /// <returns>One result per horizon.</returns>
    /// <exception cref="ArgumentException">Lengths differ, times fall, or a price is not positive.</exception>
    public static IReadOnlyList<DepthSignalHorizon> Run(ReadOnlySpan<DepthSignal> snapshots, ReadOnlySpan<long> priceTimes, ReadOnlySpan<double> prices, ReadOnlySpan<TimeSpan> horizons)
    {
        Require.SameLength(prices.Length, priceTimes.Length, nameof(prices));
        for (int i = 0; i < prices.Length; i++)
        {
            if (!(prices[i] > 0) || !double.IsFinite(prices[i]) || (i > 0 && priceTimes[i] < priceTimes[i - 1]))
            {
                throw new ArgumentException($"Price {i} is not positive, or its time falls.", nameof(prices));
            }
        }

        var results = new List<DepthSignalHorizon>(horizons.Length);
        foreach (TimeSpan horizon in horizons)
        {
            Require.Positive(horizon, nameof(horizons));
            results.Add(Judge(snapshots, priceTimes, prices, horizon));
        }

        return results;
    }

    private static DepthSignalHorizon Judge(ReadOnlySpan<DepthSignal> snapshots, ReadOnlySpan<long> times, ReadOnlySpan<double> prices, TimeSpan horizon)
    {
        long nanos = horizon.Ticks * TimeSpan.NanosecondsPerTick;
        var gated = new List<double>();
        var gatedTimes = new List<long>();
        var ungated = new List<double>();
        var ungatedTimes = new List<long>();
        foreach (ref readonly DepthSignal s in snapshots)
        {
            if (s.Direction == DepthDirection.None)
            {
                continue;
            }

            int now = LastAtOrBefore(times, s.Time);
            // The last price must lie beyond the horizon, or the return would be that of a shorter one.
            if (now < 0 || times[^1] < s.Time + nanos)
            {
                continue;
            }

            double r = (int)s.Direction * Math.Log(prices[LastAtOrBefore(times, s.Time + nanos)] / prices[now]);
            ungated.Add(r);
            ungatedTimes.Add(s.Time);
            if (s.IsSignal)
            {
                gated.Add(r);
                gatedTimes.Add(s.Time);
            }
        }

        double mean = gated.Count > 0 ? gated.Average() : double.NaN;
        double error = NeweyWestError(gated, Overlap(gatedTimes, nanos));
        return new DepthSignalHorizon(
            horizon,
            gated.Count,
            Share(gated, r => r > 0),
            mean,
            error,
            error > 0 ? mean / error : double.NaN,
            Share(gated, r => r <= 0),
            ungated.Count,
            Share(ungated, r => r > 0),
            ungated.Count > 0 ? ungated.Average() : double.NaN,
            NeweyWestError(ungated, Overlap(ungatedTimes, nanos)),
            Share(ungated, r => r <= 0));
    }

    private static double Share(List<double> values, Func<double, bool> test) => values.Count > 0 ? (double)values.Count(test) / values.Count : double.NaN;

    // The mean is the constant of a regression on nothing else.
    private static double NeweyWestError(List<double> values, int lag) => values.Count > 1
        ? LeastSquares.NeweyWest(LeastSquares.Fit(values.ToArray(), [], 0), [], Math.Min(lag, values.Count - 1)).StandardErrors[0]
        : double.NaN;

    // Most signals that begin within the horizon of an earlier one.
    private static int Overlap(List<long> times, long nanos)
    {
        int most = 0, end = 0;
        for (int i = 0; i < times.Count; i++)
        {
            while (end < times.Count && times[end] < times[i] + nanos)
            {
                end++;
            }

            most = Math.Max(most, end - i - 1);
        }

        return most;
    }

    private static int LastAtOrBefore(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (times[middle] <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
