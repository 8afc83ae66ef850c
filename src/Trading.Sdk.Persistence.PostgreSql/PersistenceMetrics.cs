using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>The package's instruments.</summary>
public static class PersistenceMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Trading.Sdk.Persistence.PostgreSql";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Rows = Meter.CreateCounter<long>("trading.persistence.rows", "{row}", "Rows by subject and outcome.");

    internal static readonly Histogram<double> WriteDuration = Meter.CreateHistogram<double>("trading.persistence.write.duration", "s", "Time of a write by subject.");

    internal static readonly Histogram<double> QueryDuration = Meter.CreateHistogram<double>("trading.persistence.query.duration", "s", "Time of a query by subject, reading included.");
}
