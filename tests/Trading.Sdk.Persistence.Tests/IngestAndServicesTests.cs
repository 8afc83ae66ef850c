namespace Trading.Sdk.Persistence.Tests;

public class IngestAndServicesTests
{
    [Fact]
    public async Task RecordWriter_StoreComesAndGoes_KeepsEveryRowOnceInOrder()
    {
        await using var temporary = new TemporaryStore();
        string outbox = Path.Combine(temporary.Path, "outbox");
        var flaky = new FlakyStore(temporary.Store.Trades);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(5000);
        await using (var writer = new RecordWriter<TradeRecord>(flaky, new RecordWriterOptions { OutboxDirectory = outbox, BatchRows = 100, RetryInterval = TimeSpan.FromMilliseconds(1), FlushInterval = TimeSpan.FromMilliseconds(1) }))
        {
            for (int i = 0; i < 4000; i++)
            {
                await writer.EnqueueAsync(rows[i]);
                flaky.IsDown = i % 1000 is > 300 and < 700;
            }

            await writer.FlushAsync();
            flaky.IsDown = true;
            foreach (TradeRecord row in rows[4000..])
            {
                await writer.EnqueueAsync(row);
            }

            await writer.FlushAsync();
            Assert.True(writer.OutboxPending > 0);
        }

        // The next writer sends what the first one left.
        flaky.IsDown = false;
        await using (var writer = new RecordWriter<TradeRecord>(flaky, new RecordWriterOptions { OutboxDirectory = outbox }))
        {
            await writer.WaitDrainedAsync();
        }

        Assert.Equal(rows, await JournalTradingStoreTests.ToListAsync(temporary.Store.Trades.ReadAsync(RecordQuery.All)));
    }

    [Fact]
    public async Task RecordWriter_NoOutboxAndStoreGone_WaitsAndThenSaysWhatIsLost()
    {
        await using var temporary = new TemporaryStore();
        var flaky = new FlakyStore(temporary.Store.Trades) { IsDown = true };
        var writer = new RecordWriter<TradeRecord>(flaky, new RecordWriterOptions { CloseTimeout = TimeSpan.FromMilliseconds(50), RetryInterval = TimeSpan.FromMilliseconds(1) });
        await writer.EnqueueAsync(SampleRows.Make<TradeRecord>(1)[0]);
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.DisposeAsync().AsTask());
        Assert.Contains("1 rows", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_EverySubject_RoundTripsAndNamesBadLines()
    {
        foreach (RecordSchema schema in RecordCatalog.Schemas)
        {
            Assert.True(RecordCatalog.TryVisit(schema.Subject, new CsvRoundTrip(), out Task? run));
            await run!;
        }

        string text = "timestamp,asset,exchange,mid_price\n1,A,x,1.50\nnonsense,A,x,1\n3,A,x\n4,\"a,\"\"b\n\",x,\n";
        List<CsvRow<OrderBookMetricsRecord>> rows = await JournalTradingStoreTests.ToListAsync(CsvRecords.ReadAsync<OrderBookMetricsRecord>(new StringReader(text)));
        Assert.Equal([null, "line 3: column timestamp: expected an integer, found 'nonsense'", "line 4: expected 4 fields, found 3", null], rows.Select(r => r.Error));
        Assert.Equal("a,\"b\n", rows[3].Record!.Asset);
        await Assert.ThrowsAsync<RecordFormatException>(() => JournalTradingStoreTests.ToListAsync(CsvRecords.ReadAsync<TradeRecord>(new StringReader("timestamp,symbol\n"))));
    }

    [Fact]
    public async Task Services_ModelsConfigurationsSignals_AreStoredAndAudited()
    {
        await using var temporary = new TemporaryStore();
        var registry = new ModelRegistry(temporary.Store);
        ModelRecord model = SampleRows.Make<ModelRecord>(1)[0];
        await registry.RegisterAsync(model, "me");
        await Assert.ThrowsAsync<TransactionRefusedException>(() => registry.RegisterAsync(model));
        Assert.Equal(ModelStatus.Active, (await registry.SetStatusAsync(model.Id, ModelStatus.Active)).Status);
        var configurations = new ConfigurationHistory(temporary.Store);
        Assert.Equal(1, (await configurations.PutAsync("risk", "{\"max\": 1}")).Version);
        Assert.Equal(1, (await configurations.PutAsync("risk", "{\"max\": 1}")).Version);
        Assert.Equal(2, (await configurations.PutAsync("risk", "{\"max\": 2}")).Version);
        Assert.Equal("{\"max\": 2}", (await configurations.GetAsync("risk"))!.Content);
        var training = new TrainingLedger(temporary.Store);
        TrainingSessionRecord session = await training.StartAsync(model.Id, "ppo", seed: 1);
        Assert.Equal("completed", (await training.EndAsync(session, 10)).Status);
        var signals = new SignalLedger(temporary.Store);
        List<SignalRecord> issued = SampleRows.Make<SignalRecord>(3);
        await signals.IssueAsync(issued);
        await signals.IssueAsync(issued);
        Assert.Equal(5, (await temporary.Store.Audit.HeadAsync()).Sequence);
        Assert.True((await temporary.Store.Audit.VerifyAsync()).IsIntact);
    }

    private sealed class CsvRoundTrip : IRecordVisitor<Task>
    {
        public async Task Visit<TRecord>()
            where TRecord : class, IStoredRecord<TRecord>
        {
            List<TRecord> rows = SampleRows.Make<TRecord>(50);
            var file = new StringWriter();
            CsvRecords.WriteHeader<TRecord>(file, includeOptional: true);
            rows.ForEach(r => CsvRecords.WriteRow(file, r, includeOptional: true));
            List<CsvRow<TRecord>> read = await JournalTradingStoreTests.ToListAsync(CsvRecords.ReadAsync<TRecord>(new StringReader(file.ToString())));
            Assert.All(read, r => Assert.Null(r.Error));
            Assert.Equal(rows.Select(JsonRow.Format), read.Select(r => JsonRow.Format(r.Record!)));
        }
    }

    private sealed class FlakyStore(IRecordStore<TradeRecord> inner) : IRecordStore<TradeRecord>
    {
        public volatile bool IsDown;

        public ValueTask<IngestResult> WriteAsync(IReadOnlyList<TradeRecord> records, IngestMode mode = IngestMode.Insert, CancellationToken cancellationToken = default) =>
            IsDown ? throw new StoreUnavailableException("down") : inner.WriteAsync(records, mode, cancellationToken);

        public IAsyncEnumerable<TradeRecord> ReadAsync(RecordQuery query, CancellationToken cancellationToken = default) => inner.ReadAsync(query, cancellationToken);

        public ValueTask<TradeRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default) => inner.FindAsync(id, cancellationToken);

        public ValueTask<IReadOnlyList<TradeRecord>> LatestAsync(CancellationToken cancellationToken = default) => inner.LatestAsync(cancellationToken);

        public ValueTask<IReadOnlyList<TradeRecord?>> AsOfAsync(IReadOnlyList<AsOfProbe> probes, TimeSpan lookback, CancellationToken cancellationToken = default) => inner.AsOfAsync(probes, lookback, cancellationToken);
    }
}
