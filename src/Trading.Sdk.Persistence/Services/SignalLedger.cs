using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>Signals as they are issued, and what became of them; both go to the audit trail.</summary>
public sealed class SignalLedger
{
    private readonly ITradingStore store;

    /// <summary>Creates the ledger.</summary>
    /// <param name="store">The store.</param>
    public SignalLedger(ITradingStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
    }

    /// <summary>Writes signals and audits them; repeating it changes nothing.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IngestResult> IssueAsync(IReadOnlyList<SignalRecord> signals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signals);
        IngestResult result = await store.Signals.WriteAsync(signals, IngestMode.IgnoreDuplicates, cancellationToken).ConfigureAwait(false);
        HashSet<int> refused = [.. result.Rejections.Select(r => r.Index)];
        AuditEntry[] entries = [.. signals.Where((_, i) => !refused.Contains(i)).Select(s => new AuditEntry { Id = EntryId(s.Id, "signal.issued"), TimestampNanos = s.TimestampNanos, Action = "signal.issued", ModelId = s.ModelId, SignalId = s.Id })];
        await store.Audit.AppendAsync(entries, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Writes what became of signals and audits it; repeating it changes nothing.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IngestResult> JudgeAsync(IReadOnlyList<SignalOutcomeRecord> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        IngestResult result = await store.SignalOutcomes.WriteAsync(outcomes, IngestMode.IgnoreDuplicates, cancellationToken).ConfigureAwait(false);
        HashSet<int> refused = [.. result.Rejections.Select(r => r.Index)];
        AuditEntry[] entries = [.. outcomes.Where((_, i) => !refused.Contains(i)).Select(o => new AuditEntry { Id = EntryId(o.Id, "signal.judged"), TimestampNanos = o.TimestampNanos, Action = "signal.judged", SignalId = o.SignalId })];
        await store.Audit.AppendAsync(entries, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>
    /// The entry's id follows from what it is about, so that repeating a call does not audit twice; and from the action, since
    /// an outcome may bear the id of its signal. A version 8 GUID of their hash.
    /// </summary>
    private static Guid EntryId(Guid id, string action)
    {
        byte[] text = new byte[16 + action.Length];
        id.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.ASCII.GetBytes(action, text.AsSpan(16));
        byte[] hash = SHA256.HashData(text);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
