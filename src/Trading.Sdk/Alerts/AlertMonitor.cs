namespace Trading.Sdk;

/// <summary>Raises an alert when a threshold is crossed: once, and again only after the figure has recovered. Not thread-safe.</summary>
public sealed class AlertMonitor
{
    private readonly AlertOptions options;
    private readonly IAlertSink sink;
    private readonly HashSet<(AlertKind, string)> raised = [];

    /// <summary>Creates a monitor.</summary>
    /// <param name="sink">Where alerts go.</param>
    /// <param name="options">Thresholds.</param>
    public AlertMonitor(IAlertSink sink, AlertOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        this.sink = sink;
        this.options = options ?? new AlertOptions();
    }

    /// <summary>Looks at the sources.</summary>
    public void Check(long time, IReadOnlyList<SourcePerformance> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (SourcePerformance s in sources)
        {
            bool bad = s.Signals >= options.SignalsMinimum && s.HitRate < options.HitRateMinimum;
            Set(bad, time, AlertKind.Performance, s.Source, s.HitRate, options.HitRateMinimum, () => FormattableString.Invariant($"The hit rate of {s.Source} over {s.Signals} signals is {s.HitRate:0.000}."));
            Set(s.IsDrifting, time, AlertKind.Drift, s.Source, s.Brier, 0.25, () => FormattableString.Invariant($"The errors of {s.Source} have risen: Brier score {s.Brier:0.000}."));
        }
    }

    /// <summary>Looks at the age of the newest data.</summary>
    public void CheckSilence(long now, long lastData, string feed)
    {
        double age = (now - lastData) / 1e9;
        Set(age > options.SilenceMax.TotalSeconds, now, AlertKind.Staleness, feed, age, options.SilenceMax.TotalSeconds, () => FormattableString.Invariant($"No data from {feed} for {age:0.0} s."));
    }

    /// <summary>Passes an alert on as it is.</summary>
    public void Raise(Alert alert) => sink.Raise(alert);

    private void Set(bool bad, long time, AlertKind kind, string subject, double value, double threshold, Func<string> message)
    {
        if (!bad)
        {
            raised.Remove((kind, subject));
        }
        else if (raised.Add((kind, subject)))
        {
            sink.Raise(new Alert(time, kind, subject, message(), value, threshold));
        }
    }
}
