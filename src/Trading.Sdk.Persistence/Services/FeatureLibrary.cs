using System.Runtime.CompilerServices;

namespace Trading.Sdk.Persistence;

/// <summary>Feature vectors by feature set and version of its names.</summary>
public sealed class FeatureLibrary
{
    private readonly IAnalysisStore store;

    /// <summary>Creates the library.</summary>
    /// <param name="store">The store.</param>
    public FeatureLibrary(IAnalysisStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
    }

    /// <summary>Writes vectors; repeating it changes nothing.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<IngestResult> PutAsync(IReadOnlyList<FeatureRecord> vectors, CancellationToken cancellationToken = default) =>
        store.Features.WriteAsync(vectors, IngestMode.IgnoreDuplicates, cancellationToken);

    /// <summary>Streams the vectors of one feature set in time order.</summary>
    /// <param name="symbol">The instrument.</param>
    /// <param name="featureSet">Name of the feature set.</param>
    /// <param name="schemaVersion">Version of its names: vectors of other versions mean something else and are left out.</param>
    /// <param name="fromNanos">First time, inclusive; null for no limit.</param>
    /// <param name="toNanos">Last time, exclusive; null for no limit.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<FeatureRecord> ReadAsync(string symbol, string featureSet, int schemaVersion, long? fromNanos = null, long? toNanos = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        ArgumentNullException.ThrowIfNull(featureSet);
        await foreach (FeatureRecord vector in store.Features.ReadAsync(new RecordQuery { Instrument = symbol, FromNanos = fromNanos, ToNanos = toNanos }, cancellationToken).ConfigureAwait(false))
        {
            if (vector.FeatureSet == featureSet && vector.SchemaVersion == schemaVersion)
            {
                yield return vector;
            }
        }
    }
}
