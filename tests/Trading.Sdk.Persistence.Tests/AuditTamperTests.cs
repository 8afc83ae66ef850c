using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence.Tests;

public class AuditTamperTests
{
    /// <summary>
    /// The rows before a tampered one verify as they always do, so each row is tried from the state in which the verification
    /// reaches it: every row, without verifying everything ten thousand times.
    /// </summary>
    [Fact]
    public async Task Verify_TenThousandRows_EveryEditDeleteInsertAndSwapIsFoundAtItsRow()
    {
        await using var temporary = new TemporaryStore(new JournalStoreOptions { AuditSealEvery = 500 });
        AuditHead head = await temporary.Store.Audit.AppendAsync(AuditTrailTests.Entries(10_000));
        List<AuditRow> rows = await JournalTradingStoreTests.ToListAsync(temporary.Store.Audit.ReadAsync(AuditQuery.All));
        Assert.Equal(10_000, rows.Count);
        var walk = new AuditChain([], head);
        AuditEntry other = AuditTrailTests.Entries(1)[0] with { Id = Guid.NewGuid(), Action = "inserted" };
        for (int i = 0; i < rows.Count; i++)
        {
            AuditRow row = rows[i];
            long n = i + 1;
            AuditRow? next = i + 1 < rows.Count ? rows[i + 1] : null;
            AuditEntry e = row.Entry;
            AuditEntry[] edits =
            [
                e with { Id = other.Id }, e with { TimestampNanos = e.TimestampNanos + 1 }, e with { Action = e.Action + "x" }, e with { UserId = e.UserId is null ? "u" : null },
                e with { ModelId = e.ModelId is null ? Guid.Empty : null }, e with { SignalId = e.SignalId is null ? Guid.Empty : null },
                e with { Details = e.Details is null ? "{}" : null }, e with { ComplianceFlags = e.ComplianceFlags is null ? "[]" : e.ComplianceFlags + " " },
            ];
            foreach (AuditEntry edit in edits)
            {
                Assert.Equal(n, FirstBad(walk, [row with { Entry = edit }]));
                // The editor knows the algorithm and repairs the row's own hash.
                Assert.Equal(n, FirstBad(walk, [row with { Entry = edit, ContentHash = AuditChain.HashContent(n, edit) }]));
            }

            Assert.Equal(n, FirstBad(walk, [row with { ChainHash = row.ContentHash }]));
            Assert.Equal(n, FirstBad(walk, next is null ? [] : [next]));
            Assert.Equal(n, FirstBad(walk, [new AuditRow(n, other, AuditChain.HashContent(n, other), row.ChainHash), row with { Sequence = n + 1 }]));
            if (next is not null)
            {
                Assert.Equal(n, FirstBad(walk, [next, row]));
                Assert.Equal(n, FirstBad(walk, [row with { Entry = next.Entry }, next with { Entry = row.Entry }]));
            }

            Assert.True(walk.Take(row));
        }

        Assert.True(walk.Finish().IsIntact);
    }

    /// <summary>The editor changes the file itself: bytes of every kind of place of a row, from the first row to the last.</summary>
    [Fact]
    public async Task Verify_BytesChangedInTheFile_NamesTheRow()
    {
        await using var temporary = new TemporaryStore();
        AuditHead head = await temporary.Store.Audit.AppendAsync(AuditTrailTests.Entries(300));
        await temporary.Store.DisposeAsync();
        string file = Directory.GetFiles(Path.Combine(temporary.Path, "audit-trail"), "*.journal").Single();
        byte[] whole = await File.ReadAllBytesAsync(file);
        List<int> starts = Starts(whole);
        Assert.Equal(300, starts.Count);
        await using JournalTradingStore reader = JournalTradingStore.Open(temporary.Path, new JournalStoreOptions { ReadOnly = true });
        Assert.True((await reader.Audit.VerifyAsync(head)).IsIntact);
        var random = new Random(2);
        foreach (int row in new[] { 0, 1, 7, 150, 298, 299 })
        {
            int payload = (int)BitConverter.ToUInt32(whole, starts[row]) - 24;
            for (int k = 0; k < 6; k++)
            {
                byte[] changed = [.. whole];
                changed[starts[row] + 24 + random.Next(payload)] ^= (byte)(1 + random.Next(255));
                await File.WriteAllBytesAsync(file, changed);
                AuditVerification found = await reader.Audit.VerifyAsync();
                Assert.False(found.IsIntact, $"row {row + 1}");
                Assert.Equal(row + 1, found.FirstBadSequence);
            }
        }

        // A row cut off at the end leaves no trace but the exported head.
        await File.WriteAllBytesAsync(file, whole[..starts[^1]]);
        Assert.True((await reader.Audit.VerifyAsync()).IsIntact);
        Assert.Equal(300, (await reader.Audit.VerifyAsync(head)).FirstBadSequence);
    }

    private static long? FirstBad(AuditChain before, AuditRow[] rows)
    {
        var chain = new AuditChain(before);
        foreach (AuditRow row in rows)
        {
            if (!chain.Take(row))
            {
                break;
            }
        }

        return chain.Finish().FirstBadSequence;
    }

    /// <summary>Where the records begin: each says its length, and is followed by the next at a multiple of eight.</summary>
    private static List<int> Starts(byte[] segment)
    {
        var starts = new List<int>();
        int at = 64;
        while (at + 8 <= segment.Length && BitConverter.ToUInt32(segment, at) is var length && length > 0)
        {
            starts.Add(at);
            at += (int)((length + 7) / 8 * 8);
        }

        return starts;
    }
}
