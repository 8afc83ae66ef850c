using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>
/// The hashes of the trail. Content hash: SHA-256 over the sequence and each field behind its length, so that no field can
/// borrow bytes of its neighbour. Chain hash: SHA-256 over the chain hash before (32 zeros before the first row) and the
/// content hash.
/// </summary>
public sealed class AuditChain
{
    private readonly List<AuditSeal> seals;
    private int nextSeal;
    private readonly AuditHead? expectedHead;
    private byte[] chain = new byte[32];
    private string? problem;
    private long? badSequence;
    private long rows;

    /// <summary>Begins the verification of a trail.</summary>
    /// <param name="seals">The seals of the trail, ascending.</param>
    /// <param name="expectedHead">A head exported earlier, or null.</param>
    public AuditChain(IEnumerable<AuditSeal> seals, AuditHead? expectedHead = null)
    {
        ArgumentNullException.ThrowIfNull(seals);
        this.seals = [.. seals];
        this.expectedHead = expectedHead;
    }

    /// <summary>The verification of the same trail at the same row, to be continued apart from the other.</summary>
    internal AuditChain(AuditChain other)
    {
        seals = other.seals;
        nextSeal = other.nextSeal;
        expectedHead = other.expectedHead;
        chain = other.chain;
        problem = other.problem;
        badSequence = other.badSequence;
        rows = other.rows;
    }

    /// <summary>The content hash of an entry at its place.</summary>
    /// <param name="sequence">Place in the trail, from 1.</param>
    /// <param name="entry">The entry.</param>
    public static byte[] HashContent(long sequence, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(word, sequence);
        hash.AppendData(word);
        AppendUuid(hash, entry.Id);
        BinaryPrimitives.WriteInt64BigEndian(word, entry.TimestampNanos);
        hash.AppendData(word);
        AppendText(hash, entry.Action);
        AppendText(hash, entry.UserId);
        AppendUuid(hash, entry.ModelId);
        AppendUuid(hash, entry.SignalId);
        AppendText(hash, entry.Details);
        AppendText(hash, entry.ComplianceFlags);
        return hash.GetHashAndReset();
    }

    /// <summary>The chain hash of a row.</summary>
    /// <param name="previous">The chain hash before it, 32 bytes.</param>
    /// <param name="contentHash">Its content hash, 32 bytes.</param>
    public static byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> contentHash)
    {
        Span<byte> both = stackalloc byte[64];
        previous.CopyTo(both);
        contentHash.CopyTo(both[32..]);
        return SHA256.HashData(both);
    }

    /// <summary>Takes the next row of the trail.</summary>
    /// <param name="row">The row.</param>
    /// <returns>False when a bad row has been found, and nothing more is to be learnt.</returns>
    public bool Take(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (problem is not null)
        {
            return false;
        }

        long expected = ++rows;
        if (row.Sequence != expected)
        {
            return Bad(expected, row.Sequence > expected ? "the row is missing" : $"a second row of sequence {row.Sequence} stands here");
        }

        byte[] content = HashContent(row.Sequence, row.Entry);
        if (!row.ContentHash.Span.SequenceEqual(content))
        {
            return Bad(expected, "the content does not match its hash");
        }

        chain = Link(chain, content);
        if (!row.ChainHash.Span.SequenceEqual(chain))
        {
            return Bad(expected, "the row does not follow from the row before it");
        }

        if (nextSeal < seals.Count && seals[nextSeal].Sequence == expected)
        {
            long from = nextSeal == 0 ? 1 : seals[nextSeal - 1].Sequence + 1;
            if (!seals[nextSeal++].ChainHash.Span.SequenceEqual(chain))
            {
                return Bad(from, $"rows {from} to {expected} were rewritten: they do not match their seal");
            }
        }

        return expectedHead is null || expectedHead.Sequence != expected || Convert.ToHexStringLower(chain) == expectedHead.ChainHash
            || Bad(1, $"rows up to {expected} were rewritten: they do not match the exported head");
    }

    /// <summary>Notes that the next row cannot even be read.</summary>
    /// <param name="what">What is wrong with it.</param>
    public void Break(string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        if (problem is null)
        {
            Bad(++rows, what);
        }
    }

    /// <summary>The verdict after the last row.</summary>
    public AuditVerification Finish()
    {
        if (problem is null && nextSeal < seals.Count)
        {
            Bad(rows + 1, $"the trail ends before row {seals[nextSeal].Sequence}, which was sealed");
        }

        if (problem is null && expectedHead is not null && expectedHead.Sequence > rows)
        {
            Bad(rows + 1, $"the trail ends before row {expectedHead.Sequence} of the exported head");
        }

        return new AuditVerification
        {
            Rows = rows,
            FirstBadSequence = badSequence,
            Problem = problem,
            Head = problem is null ? new AuditHead(rows, Convert.ToHexStringLower(chain)) : null,
        };
    }

    private bool Bad(long sequence, string what)
    {
        badSequence = sequence;
        problem = what;
        return false;
    }

    private static void AppendText(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        if (text is null)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, -1);
            hash.AppendData(length);
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static void AppendUuid(IncrementalHash hash, Guid? id)
    {
        Span<byte> bytes = stackalloc byte[17];
        bytes[0] = id is null ? (byte)0 : (byte)1;
        id.GetValueOrDefault().TryWriteBytes(bytes[1..], bigEndian: true, out _);
        hash.AppendData(bytes);
    }
}
