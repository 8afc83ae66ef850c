using Trading.Sdk.Backtesting;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk;

/// <summary>
/// Hypothesis 002: does a persistent imbalance of depth predict the price? The depth-signal study of Microstructure gives the returns, the hypothesis
/// runner the verdict.
/// </summary>
public static class DepthImbalanceStudy
{
    /// <summary>The hypothesis with its horizons, written down before the data is seen.</summary>
    /// <param name="horizons">Horizons, above zero, each once.</param>
    /// <param name="alpha">Level of the family. Default 0.05.</param>
    /// <param name="sampleMinimum">Independent signals a horizon must have. Default 30.</param>
    public static Hypothesis Register(IReadOnlyList<TimeSpan> horizons, double alpha = 0.05, int sampleMinimum = 30)
    {
        ArgumentNullException.ThrowIfNull(horizons);
        return new Hypothesis(
            "002",
            "A persistent imbalance of depth predicts the direction of the price.",
            "mean forward log return of the mid in the direction of the signal",
            [.. horizons.Select(Name)])
        {
            Alpha = alpha,
            SampleMinimum = sampleMinimum,
        };
    }

    /// <summary>Judges the hypothesis on what the analyzer said and what the price did.</summary>
    /// <param name="hypothesis">From <see cref="Register"/> with the same horizons.</param>
    /// <param name="horizons">The horizons.</param>
    /// <param name="snapshots">Everything the analyzer said, in the order of time.</param>
    /// <param name="priceTimes">Times of the prices, not falling.</param>
    /// <param name="prices">Mid prices, above 0.</param>
    public static HypothesisReport Judge(Hypothesis hypothesis, IReadOnlyList<TimeSpan> horizons, ReadOnlySpan<DepthSignal> snapshots, ReadOnlySpan<long> priceTimes, ReadOnlySpan<double> prices)
    {
        ArgumentNullException.ThrowIfNull(horizons);
        var samples = new List<HypothesisSample>();
        foreach (TimeSpan horizon in horizons)
        {
            samples.Add(Sample(horizon, snapshots, priceTimes, prices));
        }

        return HypothesisRunner.Judge(hypothesis, samples);
    }

    private static string Name(TimeSpan horizon) => FormattableString.Invariant($"{horizon.TotalSeconds} s");

    private static HypothesisSample Sample(TimeSpan horizon, ReadOnlySpan<DepthSignal> snapshots, ReadOnlySpan<long> times, ReadOnlySpan<double> prices)
    {
        long nanos = horizon.Ticks * TimeSpan.NanosecondsPerTick;
        var values = new List<double>();
        int overlap = 0, oldest = 0, now = -1, then = -1;
        var starts = new List<long>();
        foreach (ref readonly DepthSignal s in snapshots)
        {
            while (now + 1 < times.Length && times[now + 1] <= s.Time)
            {
                now++;
            }

            while (then + 1 < times.Length && times[then + 1] <= s.Time + nanos)
            {
                then++;
            }

            if (!s.IsSignal || now < 0 || times[^1] < s.Time + nanos)
            {
                continue;
            }

            values.Add((int)s.Direction * Math.Log(prices[then] / prices[now]));
            starts.Add(s.Time);
            while (starts[oldest] + nanos <= s.Time)
            {
                oldest++;
            }

            overlap = Math.Max(overlap, starts.Count - 1 - oldest);
        }

        return new HypothesisSample(Name(horizon), [.. values], overlap);
    }
}
