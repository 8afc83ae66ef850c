using System.Diagnostics.CodeAnalysis;

namespace Trading.Sdk.Persistence;

/// <summary>All subjects, by name, without reflection.</summary>
public static class RecordCatalog
{
    private static readonly Entry[] Entries =
    [
        new Entry<OrderBookSnapshotRecord>(),
        new Entry<OrderBookMetricsRecord>(),
        new Entry<OrderFlowRecord>(),
        new Entry<MicrostructureFeaturesRecord>(),
        new Entry<TradeRecord>(),
        new Entry<BarRecord>(),
        new Entry<ModelRecord>(),
        new Entry<ModelConfigurationRecord>(),
        new Entry<ModelPerformanceRecord>(),
        new Entry<TrainingSessionRecord>(),
        new Entry<TrainingMetricRecord>(),
        new Entry<RlEpisodeRecord>(),
        new Entry<OptimizationRunRecord>(),
        new Entry<GeneticGenerationRecord>(),
        new Entry<GeneticIndividualRecord>(),
        new Entry<SpectrumRecord>(),
        new Entry<FeatureRecord>(),
        new Entry<SignalRecord>(),
        new Entry<SignalOutcomeRecord>(),
        new Entry<AnomalyRecord>(),
        new Entry<SystemEventRecord>(),
    ];

    /// <summary>The schemas of all subjects, those others refer to first.</summary>
    public static IReadOnlyList<RecordSchema> Schemas { get; } = Array.ConvertAll(Entries, e => e.Schema);

    /// <summary>Runs generic code for the subject of a name.</summary>
    /// <param name="subject">Name of the subject.</param>
    /// <param name="visitor">The code.</param>
    /// <param name="result">What the code returned.</param>
    /// <returns>False when there is no such subject.</returns>
    public static bool TryVisit<TResult>(string subject, IRecordVisitor<TResult> visitor, [MaybeNullWhen(false)] out TResult result)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        foreach (Entry entry in Entries)
        {
            if (entry.Schema.Subject == subject)
            {
                result = entry.Accept(visitor);
                return true;
            }
        }

        result = default;
        return false;
    }

    private abstract class Entry
    {
        public abstract RecordSchema Schema { get; }

        public abstract TResult Accept<TResult>(IRecordVisitor<TResult> visitor);
    }

    private sealed class Entry<TRecord> : Entry
        where TRecord : class, IStoredRecord<TRecord>
    {
        public override RecordSchema Schema => TRecord.Schema;

        public override TResult Accept<TResult>(IRecordVisitor<TResult> visitor) => visitor.Visit<TRecord>();
    }
}
