using System.Diagnostics.Metrics;

namespace Trading.Sdk.Persistence;

/// <summary>The package's instruments.</summary>
public static class IngestMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Trading.Sdk.Persistence";

    private static readonly Meter Meter = new(Name);

    internal static readonly UpDownCounter<long> OutboxPending = Meter.CreateUpDownCounter<long>("trading.persistence.outbox.pending", "{row}", "Rows that wait in outboxes by subject.");
}
