namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Patterns that live here and are copied to a Chroma collection. Every change is in a journal on disk before the call
/// returns, and searches use the mirror in memory, so that neither writing nor searching ever waits for the server;
/// <see cref="RunAsync"/> sends the journal on as the server takes it. Opening the folder restores mirror and outbox.
/// </summary>
/// <remarks>Once the journal is long, what the server has confirmed is replaced by one copy of all records. Delete the folder to begin anew.</remarks>
public sealed class ChromaPatternStore : IDisposable
{
    private const long CompactAfterBytes = 16 << 20;

    private readonly Lock _writer = new();
    private readonly ChromaClient _client;
    private readonly string _collectionName;
    private readonly ChromaSpace _space;
    private readonly TimeProvider _time;
    private readonly ChromaOutbox _outbox;
    private readonly ChromaMirror _mirror;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ChromaCollection? _collection;

    private ChromaPatternStore(ChromaOutbox outbox, ChromaMirror mirror, ChromaClient client, string collection, ChromaSpace space, TimeProvider time)
    {
        _outbox = outbox;
        _mirror = mirror;
        _client = client;
        _collectionName = collection;
        _space = space;
        _time = time;
    }

    /// <summary>Records in the mirror.</summary>
    public long Count => _mirror.Count;

    /// <summary>Changes that the server has not confirmed yet.</summary>
    public long PendingChanges => _outbox.Changes - _outbox.Sent;

    /// <summary>Why the last attempt to send failed; null after one that succeeded.</summary>
    public Exception? LastSendError { get; private set; }

    /// <summary>Why the journal could not be shortened the last time it had grown long; null after a time that it could.</summary>
    public Exception? LastCompactionError { get; private set; }

    /// <summary>Opens a folder, or begins one.</summary>
    /// <param name="folder">Where the journal is kept; made when it is not there.</param>
    /// <param name="client">The server.</param>
    /// <param name="collection">Name of the collection; made at the server when first sent to.</param>
    /// <param name="dimension">Components of every vector.</param>
    /// <param name="space">How vectors are compared, here and there.</param>
    /// <param name="time">The clock of waits; null takes the system's.</param>
    /// <exception cref="IndexFormatException">The journal holds something else.</exception>
    /// <exception cref="Journal.JournalException">The journal is damaged, or another process has it open.</exception>
    public static ChromaPatternStore Open(string folder, ChromaClient client, string collection, int dimension, ChromaSpace space = ChromaSpace.L2, TimeProvider? time = null) =>
        Open(folder, client, collection, dimension, space, time, CompactAfterBytes);

    internal static ChromaPatternStore Open(string folder, ChromaClient client, string collection, int dimension, ChromaSpace space, TimeProvider? time, long compactAfterBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(collection);
        VectorArguments.CheckDimension(dimension);
        Directory.CreateDirectory(folder);
        time ??= TimeProvider.System;
        var outbox = new ChromaOutbox(folder, time, compactAfterBytes);
        var store = new ChromaPatternStore(outbox, new ChromaMirror(dimension, space), client, collection, space, time);
        try
        {
            outbox.Replay(store.Restore, id => store._mirror.Drop(id));
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record or replaces the one of the same id, here at once and at the server when it is reached.</summary>
    /// <returns>When the change is on disk.</returns>
    /// <exception cref="ArgumentException">The vector does not fit, or a metadata field changes its type.</exception>
    public async Task UpsertAsync(ChromaRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(record.Id, nameof(record));
        long sequence;
        lock (_writer)
        {
            _mirror.Check(record);
            sequence = _outbox.AppendUpsert(record);
            _mirror.Apply(record);
        }

        Wake();
        await _outbox.WaitDurableAsync(sequence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a record, here at once and at the server when it is reached.</summary>
    /// <returns>False when it is not there.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        long sequence;
        lock (_writer)
        {
            if (_mirror.Find(id) is null)
            {
                return false;
            }

            sequence = _outbox.AppendRemoval(id);
            _mirror.Drop(id);
        }

        Wake();
        await _outbox.WaitDurableAsync(sequence, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The record of an id, or null.</summary>
    public ChromaRecord? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_writer)
        {
            return _mirror.Find(id);
        }
    }

    /// <summary>The nearest records of the mirror; the server is not asked. Unlike the server's, a negated comparison is exactly the complement.</summary>
    /// <param name="query">As many components as the collection's.</param>
    /// <param name="count">Hits wanted.</param>
    /// <param name="where">Condition on metadata; null for none.</param>
    public IReadOnlyList<(ChromaRecord Record, double Distance)> Search(ReadOnlySpan<float> query, int count, MetadataFilter? where = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ReadOnlySpan<Neighbor> hits = _mirror.Search(query, count, where);
        var results = new List<(ChromaRecord, double)>(hits.Length);
        double offset = _space == ChromaSpace.InnerProduct ? 1 : 0;
        lock (_writer)
        {
            foreach (Neighbor hit in hits)
            {
                if (_mirror.At(hit.Id) is { } record)
                {
                    results.Add((record, hit.Distance + offset));
                }
            }
        }

        return results;
    }

    /// <summary>Sends all pending changes once.</summary>
    /// <returns>Changes sent.</returns>
    /// <exception cref="ChromaException">The server refused; what was confirmed before stays confirmed.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public async Task<long> SendPendingAsync(CancellationToken cancellationToken = default)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long start = _outbox.Sent;
            while (PendingChanges > 0)
            {
                (List<ChromaRecord> upserts, List<string> removals, long end) = _outbox.NextBatch();
                _collection ??= await _client.GetOrCreateCollectionAsync(_collectionName, _space, cancellationToken: cancellationToken).ConfigureAwait(false);
                await _client.UpsertAsync(_collection, upserts, cancellationToken).ConfigureAwait(false);
                await _client.DeleteAsync(_collection, removals, cancellationToken).ConfigureAwait(false);
                _outbox.Confirm(end);
            }

            LastSendError = null;
            CompactWhenLong();

            return _outbox.Sent - start;
        }
        catch (Exception e) when (e is ChromaException or HttpRequestException or TimeoutException)
        {
            LastSendError = e;

            // A collection deleted behind our back is made again at the next attempt.
            _collection = null;
            throw;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends changes as they come until cancelled; during an outage it tries again, at most every half minute.</summary>
    /// <exception cref="ChromaException">The server refuses what is sent, and will go on doing so.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(100);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SendPendingAsync(cancellationToken).ConfigureAwait(false);
                wait = TimeSpan.FromMilliseconds(100);
                await _wake.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or ChromaException { IsTransient: true })
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, TimeSpan.FromSeconds(30).Ticks));
            }
        }
    }

    /// <summary>
    /// Writes one copy of all records and removes the confirmed changes that it holds from the journal. Happens by itself
    /// after sending when the journal is long.
    /// </summary>
    /// <exception cref="IOException">The disk refuses; nothing is lost.</exception>
    public void Compact()
    {
        ChromaRecord[] records;
        long changes;
        lock (_writer)
        {
            records = _mirror.Records();
            changes = _outbox.Changes;
        }

        _outbox.Compact(records, changes);
    }

    /// <summary>Closes the journal. Changes not sent are sent after the next opening.</summary>
    public void Dispose()
    {
        _outbox.Dispose();
        _mirror.Dispose();
        _wake.Dispose();
        _sending.Dispose();
    }

    private void Wake()
    {
        lock (_writer)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private void CompactWhenLong()
    {
        if (_outbox.IsLong)
        {
            try
            {
                Compact();
                LastCompactionError = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What was sent is sent: a full disk is no reason to stop sending.
                LastCompactionError = e;
            }
        }
    }

    private void Restore(ChromaRecord record)
    {
        _mirror.Check(record);
        _mirror.Apply(record);
    }
}
