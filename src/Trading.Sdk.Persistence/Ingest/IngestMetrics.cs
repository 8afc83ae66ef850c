using System.Diagnostics.Metrics;

namespace Trading.Sdk.Persistence;

/// <summary>The package's instruments; each measurement carries the tag <c>subject</c>.</summary>
public static class IngestMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Trading.Sdk.Persistence";

    private static readonly Meter Meter = new(Name);

    internal static readonly UpDownCounter<long> OutboxPending = Meter.CreateUpDownCounter<long>("trading.persistence.outbox.pending", "{row}", "Rows that wait in outboxes.");

    internal static readonly Histogram<int> QueueDepth = Meter.CreateHistogram<int>("trading.persistence.queue.depth", "{row}", "Rows in a writer's queue when it begins a batch.");

    internal static readonly Histogram<int> BatchRows = Meter.CreateHistogram<int>("trading.persistence.batch.rows", "{row}", "Rows of a batch.");

    internal static readonly Histogram<double> FlushDuration = Meter.CreateHistogram<double>("trading.persistence.flush.duration", "s", "Time until a batch was in the store or in the outbox.");

    internal static readonly Histogram<double> OutageDuration = Meter.CreateHistogram<double>("trading.persistence.outage.duration", "s", "Time from the first failed write of an outage to the first that succeeded.");
}
