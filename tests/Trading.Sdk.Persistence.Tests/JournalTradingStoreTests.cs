namespace Trading.Sdk.Persistence.Tests;

public class JournalTradingStoreTests
{
    public static TheoryData<string> Subjects { get; } = new(RecordCatalog.Schemas.Select(s => s.Subject));

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task Store_EverySubject_WritesReadsReopensAndRecognisesReplays(string subject)
    {
        await using var temporary = new TemporaryStore();
        Assert.True(RecordCatalog.TryVisit(subject, new RoundTrip(temporary), out Task? run));
        await run!;
    }

    [Fact]
    public async Task Read_RangesAndNewest_EqualALinearFilter()
    {
        await using var temporary = new TemporaryStore(new JournalStoreOptions { SegmentBytes = 256 << 10 });
        var random = new Random(3);
        List<OrderBookMetricsRecord> rows = [];
        foreach (string symbol in new[] { "A", "B", "C" })
        {
            rows.AddRange(SampleRows.Make<OrderBookMetricsRecord>(3000, symbol.Length + symbol[0], symbol));
        }

        OrderBookMetricsRecord[] shuffled = [.. rows];
        random.Shuffle(shuffled);
        foreach (OrderBookMetricsRecord[] batch in shuffled.Chunk(700))
        {
            IngestResult result = await temporary.Store.OrderBookMetrics.WriteAsync(batch);
            Assert.Equal(batch.Length, result.Inserted);
        }

        for (int probe = 0; probe < 30; probe++)
        {
            string? symbol = random.Next(4) == 0 ? null : ((char)('A' + random.Next(4))).ToString();
            long? from = random.Next(3) == 0 ? null : SampleRows.Start + random.NextInt64(3000L * 1_000_000_123);
            long? to = random.Next(3) == 0 ? null : (from ?? SampleRows.Start) + random.NextInt64(2000L * 1_000_000_123);
            int? last = random.Next(2) == 0 ? null : random.Next(1, 2500);
            IEnumerable<OrderBookMetricsRecord> expected = rows
                .Where(r => (symbol is null || r.Asset == symbol) && (from is null || r.TimestampNanos >= from) && (to is null || r.TimestampNanos < to))
                .OrderBy(r => r.TimestampNanos);
            List<OrderBookMetricsRecord> read = await ToListAsync(temporary.Store.OrderBookMetrics.ReadAsync(new RecordQuery { Instrument = symbol, FromNanos = from, ToNanos = to, Last = last }));
            Assert.Equal(read.Select(r => r.TimestampNanos).Order(), read.Select(r => r.TimestampNanos));
            IEnumerable<long> times = expected.Select(r => r.TimestampNanos);
            Assert.Equal(last is null ? times : times.TakeLast(last.Value), read.Select(r => r.TimestampNanos));
            if (symbol is not null)
            {
                Assert.Equal((last is null ? expected : expected.TakeLast(last.Value)).ToList(), read);
            }
        }

        Assert.Equal(["A", "B", "C"], (await temporary.Store.OrderBookMetrics.LatestAsync()).Select(r => r.Asset));
    }

    [Fact]
    public async Task Write_BadRows_AreRejectedWithReasonsAndKeptWhileTheRestGoesIn()
    {
        await using var temporary = new TemporaryStore();
        List<OrderBookMetricsRecord> rows = SampleRows.Make<OrderBookMetricsRecord>(5);
        rows[1] = rows[1] with { Asset = "NUL\0" };
        rows[3] = rows[3] with { Asset = new string('x', 10_240) };
        IngestResult result = await temporary.Store.OrderBookMetrics.WriteAsync(rows, IngestMode.IgnoreDuplicates);
        Assert.Equal((3, 0, 2), (result.Inserted, result.Duplicate, result.Rejected));
        Assert.Equal([1, 3], result.Rejections.Select(r => r.Index));
        Assert.Contains("NUL", result.Rejections[0].Reason, StringComparison.Ordinal);
        IReadOnlyList<DeadLetter> letters = temporary.Store.DeadLetters.ReadAll();
        Assert.Equal(2, letters.Count);
        Assert.All(letters, l => Assert.Equal("order-book-metrics", l.Subject));
        Assert.Contains("NUL", letters[0].Row, StringComparison.Ordinal);

        // A row that is there already is refused by Insert, and only it.
        result = await temporary.Store.OrderBookMetrics.WriteAsync([rows[0], rows[2] with { TimestampNanos = rows[2].TimestampNanos + 1 }]);
        Assert.Equal((1, 0, 1), (result.Inserted, result.Duplicate, result.Rejected));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    [InlineData("nonsense")]
    public async Task Write_MalformedJson_IsRejected(string json)
    {
        await using var temporary = new TemporaryStore();
        SystemEventRecord row = SampleRows.Make<SystemEventRecord>(1)[0] with { Details = json };
        Assert.Equal(1, (await temporary.Store.SystemEvents.WriteAsync([row])).Rejected);
    }

    [Fact]
    public async Task Overwrite_EntityByKey_KeepsOneRowWithTheNewContent()
    {
        await using var temporary = new TemporaryStore();
        ModelRecord model = SampleRows.Make<ModelRecord>(1)[0] with { Status = ModelStatus.Registered };
        await temporary.Store.Models.WriteAsync([model]);
        await temporary.Store.Models.WriteAsync([model with { Status = ModelStatus.Active }], IngestMode.Overwrite);
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(ModelStatus.Active, (await temporary.Store.Models.FindAsync(model.Id))!.Status);
            Assert.Equal([ModelStatus.Active], (await ToListAsync(temporary.Store.Models.ReadAsync(RecordQuery.All))).Select(m => m.Status));
            await temporary.ReopenAsync();
        }

        Assert.Null(await temporary.Store.Models.FindAsync(Guid.Empty));
        await Assert.ThrowsAsync<NotSupportedException>(() => temporary.Store.Trades.FindAsync(model.Id).AsTask());
    }

    [Fact]
    public async Task Retention_BySize_DropsTheOldestRowsFromLogAndIndex()
    {
        JournalStoreOptions options = new JournalStoreOptions { SegmentBytes = 64 << 10 }.Retain<TradeRecord>(bytes: 256 << 10);
        await using var temporary = new TemporaryStore(options);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(10_000);
        foreach (TradeRecord[] batch in rows.Chunk(1000))
        {
            await temporary.Store.Trades.WriteAsync(batch);
        }

        List<TradeRecord> kept = await ToListAsync(temporary.Store.Trades.ReadAsync(RecordQuery.All));
        Assert.InRange(kept.Count, 500, 5000);
        Assert.Equal(rows[^kept.Count..], kept);
        // What retention took may come again.
        Assert.Equal(1, (await temporary.Store.Trades.WriteAsync([rows[0]], IngestMode.IgnoreDuplicates)).Inserted);
    }

    [Fact]
    public async Task Retention_ByTime_DropsWholeSegmentsOfOldRows()
    {
        JournalStoreOptions options = new JournalStoreOptions { SegmentBytes = 64 << 10, TimeProvider = new FixedClock(SampleRows.Start + 2 * SampleRows.Day) }.Retain<TradeRecord>(TimeSpan.FromDays(1));
        await using var temporary = new TemporaryStore(options);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(5000, step: 2 * SampleRows.Day / 5000);
        await temporary.Store.Trades.WriteAsync(rows);
        await temporary.Store.Bars.WriteAsync(SampleRows.Make<BarRecord>(100));
        temporary.Store.ApplyRetention<TradeRecord>();
        List<TradeRecord> kept = await ToListAsync(temporary.Store.Trades.ReadAsync(RecordQuery.All));
        // Whole segments go: up to one of them reaches over the limit.
        Assert.InRange(kept.Count, 2500, 3500);
        Assert.Equal(rows[^kept.Count..], kept);
        Assert.Equal(100, (await ToListAsync(temporary.Store.Bars.ReadAsync(RecordQuery.All))).Count);
    }

    [Theory]
    [InlineData("trade")]
    [InlineData("audit-trail")]
    public void Retention_OfNoSubject_IsRefused(string subject)
    {
        var options = new JournalStoreOptions();
        options.RetainFor[subject] = TimeSpan.FromDays(1);
        ArgumentException e = Assert.Throws<ArgumentException>(() => JournalTradingStore.Open(Path.Combine(Path.GetTempPath(), "never-made"), options));
        Assert.Contains(subject, e.Message, StringComparison.Ordinal);
    }

    private sealed class FixedClock(long nanos) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);
    }

    [Fact]
    public async Task ReadOnly_BesideAWriter_FollowsIt()
    {
        await using var temporary = new TemporaryStore();
        await using JournalTradingStore other = JournalTradingStore.Open(temporary.Path, new JournalStoreOptions { ReadOnly = true });
        Assert.Empty(await ToListAsync(other.Trades.ReadAsync(RecordQuery.All)));
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(100);
        await temporary.Store.Trades.WriteAsync(rows[..50]);
        Assert.Equal(rows[..50], await ToListAsync(other.Trades.ReadAsync(RecordQuery.All)));
        await temporary.Store.Trades.WriteAsync(rows[50..]);
        Assert.Equal(rows, await ToListAsync(other.Trades.ReadAsync(RecordQuery.All)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.Trades.WriteAsync(rows).AsTask());
    }

    [Fact]
    public async Task Write_ManyCallersAtOnce_KeepsEveryRowOnce()
    {
        await using var temporary = new TemporaryStore();
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(2000);
        IngestResult[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            IngestResult total = IngestResult.Empty;
            foreach (TradeRecord[] batch in rows.Chunk(100 + i))
            {
                total = total.Plus(await temporary.Store.Trades.WriteAsync(batch, IngestMode.IgnoreDuplicates));
            }

            return total;
        })));
        Assert.Equal(2000, results.Sum(r => r.Inserted));
        Assert.Equal(6000, results.Sum(r => r.Duplicate));
        Assert.Equal(rows, await ToListAsync(temporary.Store.Trades.ReadAsync(RecordQuery.All)));
    }

    internal static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T row in rows)
        {
            list.Add(row);
        }

        return list;
    }

    private sealed class RoundTrip(TemporaryStore temporary) : IRecordVisitor<Task>
    {
        public async Task Visit<TRecord>()
            where TRecord : class, IStoredRecord<TRecord>
        {
            List<TRecord> rows = SampleRows.Make<TRecord>(300);
            IngestResult result = await temporary.Store.Records<TRecord>().WriteAsync(rows);
            Assert.Equal((300, 0, 0), (result.Inserted, result.Duplicate, result.Rejected));
            for (int round = 0; round < 2; round++)
            {
                List<TRecord> read = await ToListAsync(temporary.Store.Records<TRecord>().ReadAsync(RecordQuery.All));
                Assert.Equal(rows.Select(JsonRow.Format), read.Select(JsonRow.Format));
                result = await temporary.Store.Records<TRecord>().WriteAsync(rows, IngestMode.IgnoreDuplicates);
                Assert.Equal((0, 300, 0), (result.Inserted, result.Duplicate, result.Rejected));
                result = await temporary.Store.Records<TRecord>().WriteAsync(rows[..10], IngestMode.Overwrite);
                Assert.Equal(10, result.Inserted);
                await temporary.ReopenAsync();
            }

            if (TRecord.Schema.InstrumentColumn is not null)
            {
                Assert.Equal(300, (await ToListAsync(temporary.Store.Records<TRecord>().ReadAsync(new RecordQuery { Instrument = "BTCUSDT" }))).Count);
                Assert.Empty(await ToListAsync(temporary.Store.Records<TRecord>().ReadAsync(new RecordQuery { Instrument = "' OR 1=1 --" })));
            }
        }
    }
}
