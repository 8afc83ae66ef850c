using Microsoft.Extensions.DependencyInjection;

namespace Trading.Sdk.Persistence.Tests;

public class ServiceTests
{
    [Fact]
    public async Task Models_Activated_RetireTheVersionBeforeInOneStep()
    {
        await using var temporary = new TemporaryStore();
        var registry = new ModelRegistry(temporary.Store);
        ModelRecord[] versions = [.. SampleRows.Make<ModelRecord>(3).Select((m, i) => m with { Name = i < 2 ? "maker" : "other", Version = i.ToString(), Status = ModelStatus.Registered })];
        foreach (ModelRecord version in versions)
        {
            await registry.RegisterAsync(version, "me");
            await registry.ActivateAsync(version.Id, "me");
        }

        Assert.Equal([ModelStatus.Retired, ModelStatus.Active, ModelStatus.Active], await Task.WhenAll(versions.Select(async v => (await registry.FindAsync(v.Id))!.Status)));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => registry.ActivateAsync(Guid.NewGuid()));
        var compliance = new ComplianceQueries(temporary.Store.Audit);
        Assert.Equal([new("me", "model.active", 3), new("me", "model.registered", 3), new ActionCount("me", "model.retired", 1)], await compliance.CountActionsAsync());
        List<AuditRow> history = await JournalTradingStoreTests.ToListAsync(compliance.HistoryOfModelAsync(versions[0].Id));
        Assert.Equal(["model.registered", "model.active", "model.retired"], history.Select(h => h.Entry.Action));
    }

    [Fact]
    public async Task Performance_FiguresAndSignals_AreRecordedAndSummarised()
    {
        await using var temporary = new TemporaryStore();
        var ledger = new PerformanceLedger(temporary.Store);
        Guid model = Guid.NewGuid();
        await ledger.RecordAsync(model, new Dictionary<string, double> { ["sharpe"] = 1, ["brier"] = 0.2 }, timeNanos: 1);
        await ledger.RecordAsync(model, new Dictionary<string, double> { ["sharpe"] = 2 }, timeNanos: 2, window: TimeSpan.FromHours(1), sampleCount: 5);
        await Assert.ThrowsAsync<TransactionRefusedException>(() => ledger.RecordAsync(model, new Dictionary<string, double> { ["ok"] = 1, ["bad"] = double.NaN }));
        IReadOnlyDictionary<string, ModelPerformanceRecord> newest = await ledger.NewestAsync(model);
        Assert.Equal([("brier", 0.2), ("sharpe", 2.0)], newest.Select(f => (f.Key, f.Value.Value)));

        List<SignalRecord> signals = [.. SampleRows.Make<SignalRecord>(4).Select((s, i) => s with { ModelId = i == 3 ? null : model })];
        var book = new SignalLedger(temporary.Store);
        await book.IssueAsync(signals);
        List<SignalOutcomeRecord> outcomes = [.. SampleRows.Make<SignalOutcomeRecord>(3).Select((o, i) => o with { SignalId = signals[i + 1].Id, WasCorrect = i == 0, ReturnFraction = 0.1 * (i + 1), Profit = i == 1 ? null : 5m })];
        await book.JudgeAsync(outcomes);
        IReadOnlyList<SignalSummary> summaries = await ledger.SummariseSignalsAsync();
        Assert.Equal(2, summaries.Count);
        Assert.Equal((model, 3L, 2L, 1L, 5m), (summaries[0].ModelId, summaries[0].Issued, summaries[0].Judged, summaries[0].Correct, summaries[0].Profit));
        Assert.Equal(0.15, summaries[0].MeanReturn!.Value, 12);
        Assert.Equal((null, 1L, 0.0), (summaries[1].ModelId, summaries[1].Judged, summaries[1].HitRate));
        Assert.Equal(2, (await JournalTradingStoreTests.ToListAsync(new ComplianceQueries(temporary.Store.Audit).HistoryOfSignalAsync(signals[1].Id))).Count);
    }

    [Fact]
    public async Task Features_OfOneVersion_AreReadInTimeOrder()
    {
        await using var temporary = new TemporaryStore();
        var library = new FeatureLibrary(temporary.Store);
        List<FeatureRecord> rows = [.. SampleRows.Make<FeatureRecord>(20).Select((f, i) => f with { FeatureSet = i % 2 == 0 ? "book" : "flow", SchemaVersion = 1 + i / 10 })];
        await library.PutAsync(rows);
        Assert.Equal(20, (await library.PutAsync(rows)).Duplicate);
        List<FeatureRecord> read = await JournalTradingStoreTests.ToListAsync(library.ReadAsync("BTCUSDT", "book", 2));
        Assert.Equal(rows.Where((_, i) => i >= 10 && i % 2 == 0).Select(f => f.TimestampNanos), read.Select(f => f.TimestampNanos));
    }

    [Fact]
    public async Task Join_SignalsToMarketData_NeverLooksAhead()
    {
        await using var temporary = new TemporaryStore();
        List<OrderBookMetricsRecord> metrics = SampleRows.Make<OrderBookMetricsRecord>(500);
        await temporary.Store.OrderBookMetrics.WriteAsync(metrics);
        List<SignalRecord> signals = [.. SampleRows.Make<SignalRecord>(2300, step: 250_000_000).Select((s, i) => s with { Symbol = i % 7 == 0 ? "OTHER" : "BTCUSDT" })];
        await temporary.Store.Signals.WriteAsync(signals);
        int joined = 0;
        int at = 0;
        await foreach ((SignalRecord signal, OrderBookMetricsRecord? book) in temporary.Store.Signals.ReadAsync(RecordQuery.All).JoinAsOfAsync(temporary.Store.OrderBookMetrics, TimeSpan.FromSeconds(30)))
        {
            Assert.Equal(signals[at++].Id, signal.Id);
            OrderBookMetricsRecord? expected = signal.Symbol == "BTCUSDT" ? metrics.LastOrDefault(m => m.TimestampNanos <= signal.TimestampNanos && signal.TimestampNanos - m.TimestampNanos < 30_000_000_000) : null;
            Assert.Equal(expected, book);
            joined += book is null ? 0 : 1;
        }

        Assert.Equal(2300, at);
        Assert.InRange(joined, 1500, 2200);
    }

    [Fact]
    public async Task Container_WithTheJournal_GivesContractsAndServices()
    {
        string directory = Directory.CreateTempSubdirectory("store-test-").FullName;
        var services = new ServiceCollection();
        services.AddTradingPersistence().UseJournal(directory);
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IMarketDataStore>().Trades.WriteAsync(SampleRows.Make<TradeRecord>(3));
            Assert.NotNull(provider.GetRequiredService<ModelRegistry>());
            Assert.NotNull(provider.GetRequiredService<TrainingLedger>());
            Assert.NotNull(provider.GetRequiredService<SignalLedger>());
            Assert.NotNull(provider.GetRequiredService<ConfigurationHistory>());
            Assert.NotNull(provider.GetRequiredService<FeatureLibrary>());
            Assert.NotNull(provider.GetRequiredService<PerformanceLedger>());
            Assert.NotNull(provider.GetRequiredService<ComplianceQueries>());
            Assert.Same(provider.GetRequiredService<ITradingStore>(), provider.GetRequiredService<JournalTradingStore>());
        }

        Directory.Delete(directory, recursive: true);
    }
}
