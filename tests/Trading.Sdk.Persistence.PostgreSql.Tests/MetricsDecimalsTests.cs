using Npgsql;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>The one text in which a metrics row's numbers are read is what the six columns say, and is read from the key alone.</summary>
public class MetricsDecimalsTests(PostgreSqlServer server)
{
    private const string Insert =
        """
        insert into ai_trading_enhanced.order_book_metrics (timestamp_ns, asset, exchange, bid_ask_ratio, depth_imbalance, mid_price)
        select 1751328000000000000 + i, 'A', 'x', i / 8.0, null, -i from generate_series(1, 3) i
        """;

    [Fact]
    public async Task Read_DecimalsOfEveryForm_AreExactToTheScale()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        decimal?[] forms =
        [
            null, 0m, 0.00m, 1m, -1m, 0.1m, -0.10m, 12345678901234567890m, 9999999999999999999m, 999999999999999999m, -999999999999999999m,
            0.0000000000000000000000000001m, -0.0000000000000000000000000001m, decimal.MaxValue, decimal.MinValue, 7.9228162514264337593543950335m,
            1234567890.12345678901234567m, 100000000000000000000.00m,
        ];
        OrderBookMetricsRecord template = SampleRows.Make<OrderBookMetricsRecord>(1)[0];
        OrderBookMetricsRecord[] rows =
        [
            .. Enumerable.Range(0, forms.Length).Select(i => template with
            {
                TimestampNanos = SampleRows.Start + i,
                BidAskRatio = forms[i],
                DepthImbalance = forms[(i + 1) % forms.Length],
                MidPrice = forms[(i + 2) % forms.Length],
                SpreadBps = forms[(i + 3) % forms.Length],
                BidDepth1pct = forms[(i + 4) % forms.Length],
                AskDepth1pct = forms[(i + 5) % forms.Length],
            }),
        ];
        Assert.Equal(rows.Length, (await test.Store.OrderBookMetrics.WriteAsync(rows)).Inserted);
        for (int packed = 0; packed < 2; packed++)
        {
            List<OrderBookMetricsRecord> read = await TestStore.ToListAsync(test.Store.OrderBookMetrics.ReadAsync(RecordQuery.All));
            Assert.Equal(rows.Select(Texts), read.Select(Texts));
            await test.Store.CompressMetricsAsync(PartitionGuard.DateOf(PartitionGuard.DayOf(SampleRows.Start)));
        }
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e40")]
    [InlineData("0.12345678901234567890123456789")]
    public async Task Read_NumberThatNoDecimalHolds_IsRefused(string number)
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        await test.Store.OrderBookMetrics.WriteAsync(SampleRows.Make<OrderBookMetricsRecord>(1));
        await test.ScalarAsync($"update ai_trading_enhanced.order_book_metrics set mid_price = '{number}'");
        await Assert.ThrowsAsync<RecordFormatException>(() => TestStore.ToListAsync(test.Store.OrderBookMetrics.ReadAsync(RecordQuery.All)));
    }

    [Fact]
    public async Task Read_RowChangedBySql_GivesTheColumns()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        OrderBookMetricsRecord row = SampleRows.Make<OrderBookMetricsRecord>(1)[0];
        await test.Store.OrderBookMetrics.WriteAsync([row]);
        await test.ScalarAsync("update ai_trading_enhanced.order_book_metrics set mid_price = 61602.10, spread_bps = null");
        Assert.Equal(row with { MidPrice = 61602.10m, SpreadBps = null }, Assert.Single(await TestStore.ToListAsync(test.Store.OrderBookMetrics.ReadAsync(RecordQuery.All))));
    }

    [Fact]
    public async Task Apply_OverRowsOfTheVersionBefore_KeepsThem()
    {
        string connection = server.CreateDatabase();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await new SchemaMigrator(source, [.. Migration.Embedded.TakeWhile(m => m.Name != "metrics_decimals")]).ApplyAsync();
        await using (NpgsqlCommand command = source.CreateCommand("select ai_trading_enhanced.ensure_partition('order_book_metrics', '2025-07-01');" + Insert))
        {
            await command.ExecuteNonQueryAsync();
        }

        string folder = Directory.CreateTempSubdirectory("dead-letters-").FullName;
        await using (PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = folder }))
        {
            List<OrderBookMetricsRecord> rows = await TestStore.ToListAsync(store.OrderBookMetrics.ReadAsync(RecordQuery.All));
            Assert.Equal([0.125m, 0.25m, 0.375m], rows.Select(r => r.BidAskRatio!.Value));
            Assert.Equal([-1m, -2m, -3m], rows.Select(r => r.MidPrice!.Value));
            Assert.All(rows, r => Assert.Null(r.DepthImbalance));
            // The key still recognises what is there.
            Assert.Equal(3, (await store.OrderBookMetrics.WriteAsync(rows, IngestMode.IgnoreDuplicates)).Duplicate);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Read_RangeOfAnAsset_NeedsTheKeyAlone()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        foreach (string asset in new[] { "A", "B", "C", "D" })
        {
            await test.Store.OrderBookMetrics.WriteAsync(SampleRows.Make<OrderBookMetricsRecord>(2000, asset[0], asset, step: 1_000_000_000));
        }

        await test.ScalarAsync("vacuum analyze ai_trading_enhanced.order_book_metrics");
        string sql = new TableStatements(OrderBookMetricsRecord.Schema).Select(RecordQuery.Range("B", SampleRows.Start, SampleRows.Start + 500_000_000_000), includeCompressed: false);
        await using NpgsqlCommand command = test.Store.DataSource.CreateCommand("explain " + sql);
        command.Parameters.Add(new NpgsqlParameter { Value = "B" });
        command.Parameters.Add(new NpgsqlParameter { Value = SampleRows.Start });
        command.Parameters.Add(new NpgsqlParameter { Value = SampleRows.Start + 500_000_000_000 });
        var plan = new List<string>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, l => l.Contains("Index Only Scan using order_book_metrics", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, l => l.Contains("Sort", StringComparison.Ordinal));
    }

    // With their scales: 0.10 and 0.1 are equal as decimals.
    private static string Texts(OrderBookMetricsRecord row) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.TimestampNanos} {row.BidAskRatio} {row.DepthImbalance} {row.MidPrice} {row.SpreadBps} {row.BidDepth1pct} {row.AskDepth1pct}");
}
