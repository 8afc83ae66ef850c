namespace Trading.Sdk.Persistence.Tests;

public class TransactionTests
{
    [Fact]
    public async Task Commit_RowsOfSeveralSubjectsAndAudit_GoInTogether()
    {
        await using var temporary = new TemporaryStore();
        ModelRecord model = SampleRows.Make<ModelRecord>(1)[0];
        List<SignalRecord> signals = SampleRows.Make<SignalRecord>(3);
        StoreTransaction transaction = new StoreTransaction().Write([model], IngestMode.Insert).Write(signals).Audit(AuditTrailTests.Entries(2).ToArray());
        Assert.False(transaction.IsRepeatable);
        await temporary.Store.CommitAsync(transaction);
        await AssertHoldsAsync(temporary.Store, 1, 3, 2);

        // The same once more: the row that must be new is there already, and nothing else of it is taken either.
        StoreTransaction again = new StoreTransaction().Write(SampleRows.Make<SignalRecord>(5, seed: 9)).Write([model], IngestMode.Insert);
        TransactionRefusedException e = await Assert.ThrowsAsync<TransactionRefusedException>(() => temporary.Store.CommitAsync(again).AsTask());
        Assert.Equal("models", e.Subject);
        await AssertHoldsAsync(temporary.Store, 1, 3, 2);

        StoreTransaction poisoned = new StoreTransaction().Write(SampleRows.Make<SignalRecord>(5, seed: 9)).Write([SampleRows.Make<TradeRecord>(1)[0] with { Symbol = "NUL\0" }]);
        await Assert.ThrowsAsync<TransactionRefusedException>(() => temporary.Store.CommitAsync(poisoned).AsTask());
        StoreTransaction badEntry = new StoreTransaction().Write(SampleRows.Make<SignalRecord>(5, seed: 9)).Audit(AuditTrailTests.Entries(1)[0] with { Action = "" });
        await Assert.ThrowsAsync<TransactionRefusedException>(() => temporary.Store.CommitAsync(badEntry).AsTask());
        await AssertHoldsAsync(temporary.Store, 1, 3, 2);
        Assert.Empty(temporary.Store.DeadLetters.ReadAll());
    }

    [Theory]
    [InlineData("models")]
    [InlineData("signals")]
    [InlineData("audit-trail", "audit-seals")]
    [InlineData("models", "signals", "audit-trail", "audit-seals")]
    public async Task Open_ProcessDiedBetweenDecisionAndWork_FinishesTheTransaction(params string[] lost)
    {
        await using var temporary = new TemporaryStore();
        StoreTransaction transaction = new StoreTransaction()
            .Write(SampleRows.Make<ModelRecord>(1), IngestMode.Insert).Write(SampleRows.Make<SignalRecord>(300), IngestMode.Overwrite).Audit(AuditTrailTests.Entries(20).ToArray());
        await temporary.Store.CommitAsync(transaction);
        await temporary.Store.DisposeAsync();
        // As a crash leaves it: decided on the disk, and only some subjects written.
        File.Delete(Path.Combine(temporary.Path, "transactions", "applied"));
        foreach (string directory in lost)
        {
            Directory.Delete(Path.Combine(temporary.Path, directory), recursive: true);
        }

        await temporary.ReopenAsync();
        await AssertHoldsAsync(temporary.Store, 1, 300, 20);
        Assert.True((await temporary.Store.Audit.VerifyAsync()).IsIntact);
        await temporary.ReopenAsync();
        await AssertHoldsAsync(temporary.Store, 1, 300, 20);
    }

    private static async Task AssertHoldsAsync(JournalTradingStore store, int models, int signals, long audit)
    {
        Assert.Equal(models, (await JournalTradingStoreTests.ToListAsync(store.Models.ReadAsync(RecordQuery.All))).Count);
        Assert.Equal(signals, (await JournalTradingStoreTests.ToListAsync(store.Signals.ReadAsync(RecordQuery.All))).Count);
        Assert.Equal(audit, (await store.Audit.HeadAsync()).Sequence);
        Assert.Empty(await JournalTradingStoreTests.ToListAsync(store.Trades.ReadAsync(RecordQuery.All)));
    }
}
