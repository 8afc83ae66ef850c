namespace Trading.Sdk.Persistence.Tests;

public class AuditTrailTests
{
    [Fact]
    public async Task Audit_AppendedAndReopened_VerifiesAndKeepsItsHead()
    {
        await using var temporary = new TemporaryStore(new JournalStoreOptions { AuditSealEvery = 10 });
        AuditHead head = await temporary.Store.Audit.AppendAsync(Entries(25));
        Assert.Equal(25, head.Sequence);
        await temporary.ReopenAsync(new JournalStoreOptions { AuditSealEvery = 10 });
        Assert.Equal(head, await temporary.Store.Audit.HeadAsync());
        AuditHead again = await temporary.Store.Audit.AppendAsync(Entries(30));
        Assert.Equal(30, again.Sequence);
        AuditVerification verification = await temporary.Store.Audit.VerifyAsync(head);
        Assert.True(verification.IsIntact, verification.Problem);
        Assert.Equal(again, verification.Head);
        Assert.True(AuditHead.TryParse(head.ToString(), out AuditHead? parsed));
        Assert.Equal(head, parsed);
        List<AuditRow> flagged = await JournalTradingStoreTests.ToListAsync(temporary.Store.Audit.ReadAsync(new AuditQuery { FlaggedOnly = true }));
        Assert.Equal(15, flagged.Count);
    }

    [Fact]
    public async Task Chain_EverySingleRowEditDeleteInsertSwap_IsFoundAtItsRow()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.Audit.AppendAsync(Entries(400));
        List<AuditRow> rows = await JournalTradingStoreTests.ToListAsync(temporary.Store.Audit.ReadAsync(AuditQuery.All));
        AuditHead head = await temporary.Store.Audit.HeadAsync();
        for (int i = 0; i < rows.Count; i++)
        {
            var edited = new List<AuditRow>(rows) { [i] = rows[i] with { Entry = rows[i].Entry with { Details = "{}" } } };
            Assert.Equal(i + 1, Verify(edited, head).FirstBadSequence);

            // The editor knows the algorithm and repairs the content hash: the chain still tells.
            AuditEntry forged = rows[i].Entry with { UserId = "mallory" };
            edited[i] = rows[i] with { Entry = forged, ContentHash = AuditChain.HashContent(i + 1, forged) };
            Assert.Equal(i + 1, Verify(edited, head).FirstBadSequence);

            var deleted = new List<AuditRow>(rows);
            deleted.RemoveAt(i);
            Assert.Equal(i + 1, Verify(deleted, head).FirstBadSequence);

            var inserted = new List<AuditRow>(rows);
            inserted.Insert(i, rows[i] with { Entry = forged, ContentHash = AuditChain.HashContent(i + 1, forged) });
            Assert.Equal(i + 1, Verify(inserted, head).FirstBadSequence);

            if (i > 0)
            {
                var swapped = new List<AuditRow>(rows)
                {
                    [i] = rows[i] with { Entry = rows[i - 1].Entry },
                    [i - 1] = rows[i - 1] with { Entry = rows[i].Entry },
                };
                Assert.Equal(i, Verify(swapped, head).FirstBadSequence);
            }
        }

        Assert.Equal(400, Verify(rows[..^1], head).FirstBadSequence);
        Assert.True(Verify(rows, head).IsIntact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Append_EntryThatCannotBeStored_IsRefusedByName(int length)
    {
        await using var temporary = new TemporaryStore();
        List<AuditEntry> entries = Entries(2);
        entries[1] = entries[1] with { Action = new string('a', length) };
        await Assert.ThrowsAsync<ArgumentException>(() => temporary.Store.Audit.AppendAsync(entries).AsTask());
        Assert.Equal(0, (await temporary.Store.Audit.HeadAsync()).Sequence);
    }

    internal static List<AuditEntry> Entries(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new AuditEntry
        {
            Id = new Guid(i + 1, 2, 3, new byte[8]),
            TimestampNanos = SampleRows.Start + i,
            Action = i % 3 == 0 ? "signal.issued" : "model.activated",
            UserId = i % 5 == 0 ? null : "user'" + i,
            Details = i % 4 == 0 ? null : $$"""{ "n" : {{i}}, "a": 1.50 }""",
            ComplianceFlags = i % 2 == 0 ? """["reviewed"]""" : null,
        }),
    ];

    private static AuditVerification Verify(IEnumerable<AuditRow> rows, AuditHead head)
    {
        var chain = new AuditChain([], head);
        foreach (AuditRow row in rows)
        {
            if (!chain.Take(row))
            {
                break;
            }
        }

        return chain.Finish();
    }
}
