using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class TransactionTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Commit_RowsOfSeveralSubjectsAndAudit_GoInTogetherOrNotAtAll()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        ModelRecord model = SampleRows.Make<ModelRecord>(1)[0] with { PreviousVersionId = null };
        List<SignalRecord> signals = [.. SampleRows.Make<SignalRecord>(30).Select(s => s with { ModelId = model.Id })];
        AuditEntry entry = new() { Id = Guid.NewGuid(), TimestampNanos = SampleRows.Start, Action = "model.registered", ModelId = model.Id };
        StoreTransaction transaction = new StoreTransaction().Write([model], IngestMode.Insert).Write(signals[..20]).Write(signals[10..], IngestMode.Overwrite).Write(SampleRows.Make<TradeRecord>(3)).Audit(entry);
        await test.Store.CommitAsync(transaction);
        await AssertHoldsAsync(test, 1, 30, 3, 1);

        // Known key, missing parent, forbidden value, NUL, unknown model in the audit trail: each refuses the whole.
        ModelRecord other = SampleRows.Make<ModelRecord>(1, seed: 3)[0] with { PreviousVersionId = null, Version = "2" };
        List<TradeRecord> trades = SampleRows.Make<TradeRecord>(5, start: SampleRows.Start + 1);
        StoreTransaction[] refused =
        [
            new StoreTransaction().Write([other]).Write(trades).Write([model], IngestMode.Insert),
            new StoreTransaction().Write([other]).Write(trades).Write([signals[0] with { Id = Guid.NewGuid(), ModelId = Guid.NewGuid() }]),
            new StoreTransaction().Write([other]).Write([trades[0] with { Side = "up" }]),
            new StoreTransaction().Write([other]).Write([trades[0] with { Symbol = "NUL\0" }]),
            new StoreTransaction().Write([other]).Write(trades).Audit(entry with { Id = Guid.NewGuid(), ModelId = Guid.NewGuid() }),
        ];
        foreach (StoreTransaction one in refused)
        {
            await Assert.ThrowsAsync<TransactionRefusedException>(() => test.Store.CommitAsync(one).AsTask());
            await AssertHoldsAsync(test, 1, 30, 3, 1);
        }

        Assert.True((await test.Store.Audit.VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Services_OverTheDatabase_DoWhatTheyDoOverTheJournal()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        var registry = new ModelRegistry(test.Store);
        ModelRecord[] versions = [.. SampleRows.Make<ModelRecord>(2).Select((m, i) => m with { Name = "maker", Version = i == 0 ? "1" : "2", PreviousVersionId = null })];
        foreach (ModelRecord version in versions)
        {
            await registry.RegisterAsync(version);
            await registry.ActivateAsync(version.Id);
        }

        Assert.Equal([ModelStatus.Retired, ModelStatus.Active], [(await registry.FindAsync(versions[0].Id))!.Status, (await registry.FindAsync(versions[1].Id))!.Status]);
        await Assert.ThrowsAsync<TransactionRefusedException>(() => registry.RegisterAsync(versions[0]));
        var configurations = new ConfigurationHistory(test.Store);
        await configurations.PutAsync("risk", "{\"max\": 1}");
        Assert.Equal(2, (await configurations.PutAsync("risk", "{\"max\":   2}")).Version);
        Assert.Equal(("{\"max\":   2}", true), ((await configurations.GetAsync("risk"))!.Content, (await configurations.GetAsync("risk"))!.IsActive));
        Assert.Equal(1L, await test.ScalarAsync("select count(*) from ai_trading.model_configurations where is_active"));
        var performance = new PerformanceLedger(test.Store);
        await performance.RecordAsync(versions[0].Id, new Dictionary<string, double> { ["sharpe"] = 1.5 });
        Assert.Equal(1.5, (await performance.NewestAsync(versions[0].Id))["sharpe"].Value);
        var signals = new SignalLedger(test.Store);
        await signals.IssueAsync([.. SampleRows.Make<SignalRecord>(3).Select(s => s with { ModelId = versions[0].Id })]);
        Assert.Equal(3, (await performance.SummariseSignalsAsync())[0].Issued);
        Assert.Equal([("model.active", 2L), ("model.registered", 2L), ("model.retired", 1L), ("signal.issued", 3L)], (await new ComplianceQueries(test.Store.Audit).CountActionsAsync()).Select(c => (c.Action, c.Count)));
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => test.Store.Audit.AppendAsync([new AuditEntry { Id = Guid.NewGuid(), TimestampNanos = 1, Action = "x", SignalId = Guid.NewGuid() }]).AsTask());
        Assert.Contains("cannot be stored", e.Message, StringComparison.Ordinal);
    }

    private static async Task AssertHoldsAsync(TestStore test, long models, long signals, long trades, long audit)
    {
        Assert.Equal(models, await test.ScalarAsync("select count(*) from ai_trading.ai_models"));
        Assert.Equal(signals, await test.ScalarAsync("select count(*) from ai_trading.ai_trading_signals"));
        Assert.Equal(trades, await test.ScalarAsync("select count(*) from ai_trading_enhanced.trades"));
        Assert.Equal(audit, (await test.Store.Audit.HeadAsync()).Sequence);
    }
}
