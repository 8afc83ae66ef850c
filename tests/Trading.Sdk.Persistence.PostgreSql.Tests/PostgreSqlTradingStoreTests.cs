using System.Text.Json.Nodes;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class PostgreSqlTradingStoreTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Store_EverySubject_WritesReadsAndRecognisesReplays()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        await test.AddParentsAsync();
        foreach (RecordSchema schema in RecordCatalog.Schemas)
        {
            Assert.True(RecordCatalog.TryVisit(schema.Subject, new RoundTrip(test.Store), out Task? run));
            await run!;
        }
    }

    [Fact]
    public async Task Read_RangesAndNewestAndAsOf_EqualTheEmbeddedStore()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        string folder = Directory.CreateTempSubdirectory("store-test-").FullName;
        await using JournalTradingStore embedded = JournalTradingStore.Open(folder);
        var random = new Random(5);
        foreach (string symbol in new[] { "A'; drop table x; --", "B", "C" })
        {
            List<OrderBookMetricsRecord> rows = SampleRows.Make<OrderBookMetricsRecord>(1500, symbol[0], symbol, step: 200_000_000_123);
            await test.Store.OrderBookMetrics.WriteAsync(rows);
            await embedded.OrderBookMetrics.WriteAsync(rows);
        }

        for (int packed = 0; packed < 2; packed++)
        {
            for (int probe = 0; probe < 25; probe++)
            {
                string symbol = random.Next(5) switch { 0 => "A'; drop table x; --", 1 => "nobody", 2 => "NUL\0", _ => "B" };
                long? from = random.Next(3) == 0 ? null : SampleRows.Start + random.NextInt64(1500L * 200_000_000_123);
                long? to = random.Next(3) == 0 ? null : (from ?? SampleRows.Start) + random.NextInt64(1000L * 200_000_000_123);
                var query = new RecordQuery { Instrument = symbol, FromNanos = from, ToNanos = to, Last = random.Next(2) == 0 ? null : random.Next(1, 1200) };
                Assert.Equal(await TestStore.ToListAsync(embedded.OrderBookMetrics.ReadAsync(query)), await TestStore.ToListAsync(test.Store.OrderBookMetrics.ReadAsync(query)));
            }

            Assert.Equal(4500, (await TestStore.ToListAsync(test.Store.OrderBookMetrics.ReadAsync(RecordQuery.All))).Count);
            // Packed days answer like the others, whichever they are.
            AsOfProbe[] probes = [.. Enumerable.Range(0, 300).Select(_ => new AsOfProbe(random.Next(2) == 0 ? "B" : "C", SampleRows.Start + random.NextInt64(-1_000_000_000_000, 1700L * 200_000_000_123))), new("B", long.MinValue), new("B", long.MaxValue), new("NUL\0", 1)];
            foreach (TimeSpan lookback in new[] { TimeSpan.FromMinutes(2), TimeSpan.FromDays(2), TimeSpan.MaxValue })
            {
                IReadOnlyList<OrderBookMetricsRecord?> expected = await embedded.OrderBookMetrics.AsOfAsync(probes, lookback);
                Assert.Contains(null, expected);
                Assert.Equal(expected, await test.Store.OrderBookMetrics.AsOfAsync(probes, lookback));
            }

            Assert.Equal(await embedded.OrderBookMetrics.LatestAsync(), await test.Store.OrderBookMetrics.LatestAsync());
            for (int day = 0; packed == 0 && day < 4; day++)
            {
                await test.Store.CompressMetricsAsync(PartitionGuard.DateOf(PartitionGuard.DayOf(SampleRows.Start + day * SampleRows.Day)));
            }
        }

        Assert.Equal(4500L, await test.ScalarAsync("select sum(row_count)::bigint from ai_trading_enhanced.order_book_metrics_compressed"));

        // A packed day is read-only: its replays are refused and kept, not stored twice.
        IngestResult refused = await test.Store.OrderBookMetrics.WriteAsync(SampleRows.Make<OrderBookMetricsRecord>(3, start: SampleRows.Start + SampleRows.Day), IngestMode.IgnoreDuplicates);
        Assert.Equal(3, refused.Rejected);
        Assert.Contains("read-only", refused.Rejections[0].Reason, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Write_PoisonRows_AreIsolatedWhileTheRestGoesIn()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        await test.AddParentsAsync();
        List<SignalRecord> signals = [.. SampleRows.Make<SignalRecord>(1000).Select(s => s with { ModelId = SampleRows.Parent })];
        signals[17] = signals[17] with { ModelId = Guid.NewGuid() };
        signals[503] = signals[503] with { Direction = "up" };
        signals[700] = signals[700] with { Symbol = "x\0y" };
        signals[999] = signals[999] with { Strength = double.NaN };
        IngestResult result = await test.Store.Signals.WriteAsync(signals, IngestMode.IgnoreDuplicates);
        Assert.Equal((996, 0, 4), (result.Inserted, result.Duplicate, result.Rejected));
        Assert.Equal([17, 503, 700, 999], result.Rejections.Select(r => r.Index));
        Assert.Equal(4, test.Store.DeadLetters.ReadAll().Count);

        // Insert: known rows, rows twice in the batch, and new rows in one go.
        List<TradeRecord> trades = SampleRows.Make<TradeRecord>(500);
        Assert.Equal(500, (await test.Store.Trades.WriteAsync(trades)).Inserted);
        List<TradeRecord> mixed = [trades[3], .. SampleRows.Make<TradeRecord>(5, start: SampleRows.Start + 1), trades[7], trades[7]];
        result = await test.Store.Trades.WriteAsync(mixed);
        Assert.Equal((5, 0, 3), (result.Inserted, result.Duplicate, result.Rejected));
        Assert.Equal([0, 6, 7], result.Rejections.Select(r => r.Index));
        result = await test.Store.Trades.WriteAsync([.. mixed, .. SampleRows.Make<TradeRecord>(2, start: SampleRows.Start + 2)], IngestMode.IgnoreDuplicates);
        Assert.Equal((2, 8, 0), (result.Inserted, result.Duplicate, result.Rejected));
    }

    [Theory]
    [InlineData("'; drop table ai_trading_enhanced.trades; --")]
    [InlineData("\" \\ $1 {0} %s \t\r\n")]
    [InlineData("ユニコード 🚀")]
    public async Task Write_HostileSymbols_AreStoredAsTheyAre(string symbol)
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(3, symbol: symbol);
        Assert.Equal(3, (await test.Store.Trades.WriteAsync(rows, IngestMode.Overwrite)).Inserted);
        Assert.Equal(rows, await TestStore.ToListAsync(test.Store.Trades.ReadAsync(RecordQuery.Newest(symbol, 10))));
        Assert.Equal(1, (await test.Store.Trades.WriteAsync([rows[0] with { Symbol = new string('x', 10_240) }])).Rejected);
    }

    [Fact]
    public async Task Partitions_RetentionAndRange_ArePlannedDroppedAndRefused()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(4, step: SampleRows.Day);
        Assert.Equal(4, (await test.Store.Trades.WriteAsync(rows)).Inserted);
        MaintenanceReport plan = await test.Store.MaintainAsync(dryRun: true);
        Assert.Equal(4, plan.Dropped.Count);
        Assert.Equal(4, (await TestStore.ToListAsync(test.Store.Trades.ReadAsync(RecordQuery.All))).Count);
        MaintenanceReport done = await test.Store.MaintainAsync();
        Assert.Equal(plan.Dropped, done.Dropped);
        // Eight days each, and the one or two months of bars that they lie in.
        Assert.InRange(done.Created.Count, 5 * 8 + 1, 5 * 8 + 2);
        Assert.Empty(await TestStore.ToListAsync(test.Store.Trades.ReadAsync(RecordQuery.All)));
        Assert.Empty((await test.Store.MaintainAsync()).Created);

        // A dropped partition comes back when its day does.
        Assert.Equal(4, (await test.Store.Trades.WriteAsync(rows)).Inserted);
        IngestResult far = await test.Store.Trades.WriteAsync([rows[0] with { TimestampNanos = long.MaxValue }, rows[1] with { TimestampNanos = -1 }, rows[2] with { TimestampNanos = rows[2].TimestampNanos + 1 }]);
        Assert.Equal((1, 2), (far.Inserted, far.Rejected));
    }

    [Fact]
    public async Task Partitions_DroppedBehindTheStoresBack_AreMadeAgain()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        List<TradeRecord> rows = SampleRows.Make<TradeRecord>(10);
        await test.Store.Trades.WriteAsync(rows);
        await test.ScalarAsync("drop table ai_trading_enhanced.trades_p20231115");
        Assert.Equal(10, (await test.Store.Trades.WriteAsync(rows, IngestMode.IgnoreDuplicates)).Inserted);
    }

    [Fact]
    public async Task Retention_OfASubject_IsItsOwn()
    {
        await using TestStore test = await TestStore.OpenAsync(server, o => o.Retain<TradeRecord>(null).Retain<BarRecord>(30));
        await test.Store.Trades.WriteAsync(SampleRows.Make<TradeRecord>(1));
        await test.Store.Bars.WriteAsync(SampleRows.Make<BarRecord>(1));
        await test.Store.OrderBookMetrics.WriteAsync(SampleRows.Make<OrderBookMetricsRecord>(1));
        Assert.Equal(["bars_p20231101", "order_book_metrics_p20231115"], (await test.Store.MaintainAsync(dryRun: true)).Dropped.Order(StringComparer.Ordinal));
        var options = new PostgreSqlOptions { ConnectionString = test.ConnectionString };
        options.RetainDays["models"] = 1;
        Assert.Throws<ArgumentOutOfRangeException>(() => PostgreSqlTradingStore.Create(options));
    }

    [Fact]
    public async Task Partitions_OfBars_AreMonths()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        // Daily bars from 2023-11-15 on, for two years: 25 months.
        List<BarRecord> bars = SampleRows.Make<BarRecord>(731, step: SampleRows.Day);
        Assert.Equal(731, (await test.Store.Bars.WriteAsync(bars)).Inserted);
        Assert.Equal(25L, await test.ScalarAsync("select count(*) from ai_trading_enhanced.partitions('bars')"));
        Assert.Equal(bars.Select(b => b.TimestampNanos), (await TestStore.ToListAsync(test.Store.Bars.ReadAsync(RecordQuery.All))).Select(b => b.TimestampNanos));
        // A month goes when all of it is old enough.
        Assert.Equal(["bars_p20231101"], await test.Store.DropPartitionsBeforeAsync(BarRecord.Schema, new DateOnly(2023, 12, 31)));
        Assert.Equal(731 - 16, (await TestStore.ToListAsync(test.Store.Bars.ReadAsync(RecordQuery.All))).Count);
        Assert.Equal(1, (await test.Store.Trades.WriteAsync([SampleRows.Make<TradeRecord>(1)[0] with { TimestampNanos = 1 }])).Inserted);
    }

    [Fact]
    public async Task Levels_SeenThroughTheView_HaveTheUsersShape()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        OrderBookSnapshotRecord row = SampleRows.Make<OrderBookSnapshotRecord>(1)[0] with
        {
            BidLevels = PackedLevels.Pack([new BookLevel(30123.45m, 0.00012345m, 7), new BookLevel(-1.5m, 2m)]),
            AskLevels = default,
        };
        await test.Store.OrderBookSnapshots.WriteAsync([row]);
        string json = (string)(await test.ScalarAsync("select bid_levels::text from ai_trading_enhanced.order_book_snapshots_json"))!;
        JsonArray levels = JsonNode.Parse(json)!.AsArray();
        Assert.Equal(30123.45m, levels[0]!["price"]!.GetValue<decimal>());
        Assert.Equal(0.00012345m, levels[0]!["size"]!.GetValue<decimal>());
        Assert.Equal(7, levels[0]!["count"]!.GetValue<int>());
        Assert.Equal(-1.5m, levels[1]!["price"]!.GetValue<decimal>());
        Assert.Equal("[]", await test.ScalarAsync("select ask_levels::text from ai_trading_enhanced.order_book_snapshots_json"));
    }

    [Fact]
    public async Task RollUp_ByWatermark_FillsWholeMinutesOnce()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        List<OrderBookMetricsRecord> rows = [.. SampleRows.Make<OrderBookMetricsRecord>(600, step: 1_000_000_000).Select(r => r with { Exchange = "venue" })];
        await test.Store.OrderBookMetrics.WriteAsync(rows);
        const long Minute = 60_000_000_000;
        Assert.Equal(SampleRows.Start + 5 * Minute, await test.Store.RollUpMetricsAsync(SampleRows.Start + 5 * Minute + 1));
        Assert.Equal(5L, await test.ScalarAsync("select count(*) from ai_trading_enhanced.order_book_metrics_1m where row_count = 60"));
        Assert.Equal(SampleRows.Start + 10 * Minute, await test.Store.RollUpMetricsAsync(SampleRows.Start + 10 * Minute));
        Assert.Equal(10L, await test.ScalarAsync("select count(*) from ai_trading_enhanced.order_book_metrics_1m where row_count = 60"));
        Assert.Equal(rows[..60].Max(r => r.MidPrice), (decimal)(await test.ScalarAsync($"select mid_high from ai_trading_enhanced.order_book_metrics_1m where minute_ns = {SampleRows.Start}"))!);
    }

    [Fact]
    public async Task RollUp_OfTheSameRows_GivesTheMinutesOfTheEmbeddedStore()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        string folder = Directory.CreateTempSubdirectory("rollup-").FullName;
        await using (JournalTradingStore embedded = JournalTradingStore.Open(folder))
        {
            OrderBookMetricsRecord[] rows = [.. MetricsRows.Make(3000)];
            long until = rows[2000].TimestampNanos;
            foreach (TradingStore store in new TradingStore[] { test.Store, embedded })
            {
                await store.OrderBookMetrics.WriteAsync(rows);
            }

            Assert.Equal(await embedded.RollUpMetricsAsync(until), await test.Store.RollUpMetricsAsync(until));
            foreach (RecordQuery query in new[] { RecordQuery.All, RecordQuery.Range("A", SampleRows.Start, until / 2 + SampleRows.Start / 2), RecordQuery.Newest("B", 8), RecordQuery.Newest("none", 7) })
            {
                List<OrderBookMetricsMinuteRecord> expected = await TestStore.ToListAsync(embedded.ReadMetricsMinutesAsync(query));
                List<OrderBookMetricsMinuteRecord> actual = await TestStore.ToListAsync(test.Store.ReadMetricsMinutesAsync(query));
                Assert.Equal(expected.OrderBy(m => (m.TimestampNanos, m.Asset, m.Exchange)), actual.OrderBy(m => (m.TimestampNanos, m.Asset, m.Exchange)));
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true, "", "1.1")]
    [InlineData(true, ";Options=-c random_page_cost=2.5", "2.5")]
    [InlineData(true, ";Options=-c work_mem=8MB", "1.1")]
    [InlineData(false, "", "4")]
    public async Task Connections_AskForIndexOrder_UnlessToldOtherwise(bool prefer, string addition, string cost)
    {
        await using PostgreSqlTradingStore store = PostgreSqlTradingStore.Create(new PostgreSqlOptions { ConnectionString = server.CreateDatabase() + addition, PreferIndexOrder = prefer });
        // The second use of the same connection comes after the pool has reset it.
        for (int i = 0; i < 2; i++)
        {
            await using Npgsql.NpgsqlCommand command = store.DataSource.CreateCommand("show random_page_cost");
            Assert.Equal(cost, await command.ExecuteScalarAsync());
        }
    }

    private sealed class RoundTrip(PostgreSqlTradingStore store) : IRecordVisitor<Task>
    {
        public async Task Visit<TRecord>()
            where TRecord : class, IStoredRecord<TRecord>
        {
            List<TRecord> rows = SampleRows.Make<TRecord>(100);
            IRecordStore<TRecord> records = store.Records<TRecord>();
            long before = (await TestStore.ToListAsync(records.ReadAsync(RecordQuery.All))).Count;
            IngestResult result = await records.WriteAsync(rows);
            Assert.True(result.Inserted == 100, $"{TRecord.Schema.Subject}: {string.Join("; ", result.Rejections.Take(3))}");
            List<TRecord> read = await TestStore.ToListAsync(records.ReadAsync(new RecordQuery { Last = 100, FromNanos = SampleRows.Start }));
            if (before == 0)
            {
                Assert.Equal(rows.Select(Canonical), read.Select(Canonical));
            }

            result = await records.WriteAsync(rows, IngestMode.IgnoreDuplicates);
            Assert.Equal((0, 100, 0), (result.Inserted, result.Duplicate, result.Rejected));
            result = await records.WriteAsync(rows[..10], IngestMode.Overwrite);
            Assert.Equal((10, 0, 0), (result.Inserted, result.Duplicate, result.Rejected));
            Assert.Equal(before + 100, (await TestStore.ToListAsync(records.ReadAsync(RecordQuery.All))).Count);
            if (TRecord.Schema.KeyColumns is ["id"])
            {
                Assert.Null(await records.FindAsync(Guid.Empty));
                Guid id = Guid.Parse(JsonNode.Parse(JsonRow.Format(rows[5]))!["id"]!.GetValue<string>());
                Assert.Equal(Canonical(rows[5]), Canonical((await records.FindAsync(id))!));
            }
        }

        /// <summary>The row with its JSON columns in the form in which jsonb gives them back: keys sorted, white space normal.</summary>
        private static string Canonical<TRecord>(TRecord row)
            where TRecord : class, IStoredRecord<TRecord>
        {
            JsonObject json = JsonNode.Parse(JsonRow.Format(row))!.AsObject();
            foreach (RecordColumn column in TRecord.Schema.Columns.Where(c => c.Kind == ColumnKind.Json))
            {
                if (json[column.Name] is JsonValue text)
                {
                    JsonObject document = JsonNode.Parse(text.GetValue<string>())!.AsObject();
                    json[column.Name] = new JsonObject([.. document.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value?.DeepClone()))]);
                }
            }

            return json.ToJsonString();
        }
    }
}
