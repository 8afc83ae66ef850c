using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;

namespace Trading.Sdk;

/// <summary>
/// Follows each source, and each version of a model, by what became of its signals: hit rate, Brier score and return over the latest ones, and
/// drift of its errors by Page and Hinkley. Safe to read while another thread tracks.
/// </summary>
public sealed class PerformanceTracker
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Track> tracks = new(StringComparer.Ordinal);
    private readonly int window;
    private readonly double driftDelta, driftThreshold;

    /// <summary>Creates an empty tracker.</summary>
    /// <param name="window">Latest signals that count, at least 1. Default 500.</param>
    /// <param name="driftDelta">Rise of the mean error that is tolerated, at least 0. Default 0.02.</param>
    /// <param name="driftThreshold">Sum of excess errors that counts as drift, greater than 0. Default 10.</param>
    public PerformanceTracker(int window = 500, double driftDelta = 0.02, double driftThreshold = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        (this.window, this.driftDelta, this.driftThreshold) = (window, driftDelta, driftThreshold);
    }

    /// <summary>Takes a signal whose horizon is over.</summary>
    public void Add(ResolvedSignal resolved)
    {
        lock (gate)
        {
            Of(resolved.Signal.Source).Add(in resolved);
            if (resolved.Signal.ModelVersion is { } version)
            {
                Of($"{resolved.Signal.Source}@{version}").Add(in resolved);
            }
        }
    }

    /// <summary>All sources and model versions, by name.</summary>
    public IReadOnlyList<SourcePerformance> Snapshot()
    {
        lock (gate)
        {
            return [.. tracks.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value.Sum(t.Key))];
        }
    }

    private Track Of(string name)
    {
        if (!tracks.TryGetValue(name, out Track? track))
        {
            tracks[name] = track = new Track(window, new PageHinkley(driftDelta, driftThreshold));
        }

        return track;
    }

    private sealed class Track(int window, PageHinkley drift)
    {
        private readonly (bool Hit, double Error, double Return)[] ring = new (bool, double, double)[window];
        private long count;
        private bool drifting;

        public void Add(in ResolvedSignal resolved)
        {
            double label = resolved.LogReturn > 0 ? 1 : 0, error = resolved.Signal.ProbabilityUp - label;
            ring[count++ % ring.Length] = (resolved.IsHit, error * error, resolved.LogReturn * (int)resolved.Signal.Direction);
            drifting |= drift.Update(error * error);
        }

        public SourcePerformance Sum(string name)
        {
            int n = (int)Math.Min(count, ring.Length), hits = 0;
            double errors = 0, returns = 0;
            for (int i = 0; i < n; i++)
            {
                hits += ring[i].Hit ? 1 : 0;
                errors += ring[i].Error;
                returns += ring[i].Return;
            }

            return new SourcePerformance(name, n, hits / (double)n, errors / n, returns / n, drifting);
        }
    }
}
