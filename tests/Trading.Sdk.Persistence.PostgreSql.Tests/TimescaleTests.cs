using Npgsql;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>
/// No server with TimescaleDB is at hand: the migrations run here against functions of the extension's names and signatures that
/// write down how they were called. What the extension itself does is not tested.
/// </summary>
public class TimescaleTests(PostgreSqlServer server)
{
    private const string StandIns =
        """
        create table calls (what text);
        create function create_hypertable(relation regclass, time_column_name name, chunk_time_interval bigint, create_default_indexes boolean) returns void
        language sql as $$ insert into calls values (format('hypertable %s %s %s %s', relation, time_column_name, chunk_time_interval, create_default_indexes)) $$;
        create function set_integer_now_func(main_table regclass, integer_now_func regproc) returns void
        language sql as $$ insert into calls values (format('now %s %s', main_table, integer_now_func)) $$;
        create function add_retention_policy(relation regclass, drop_after bigint) returns integer
        language sql as $$ insert into calls values (format('keep %s %s', relation, drop_after)) returning 1 $$;
        create function remove_retention_policy(relation regclass, if_exists boolean) returns void
        language sql as $$ insert into calls values (format('forget %s %s', relation, if_exists)) $$;
        create function remove_compression_policy(hypertable regclass, if_exists boolean) returns boolean
        language sql as $$ insert into calls values (format('expand %s %s', hypertable, if_exists)) returning true $$;
        create function drop_chunks(relation regclass, older_than bigint) returns setof text
        language plpgsql as $$ begin execute format('delete from %s where timestamp_ns < %s', relation, older_than); return next format('%s before %s', relation, older_than); end $$;
        """;

    [Fact]
    public async Task Apply_WithTheExtension_MakesHypertablesOfTheDailyTables()
    {
        string connection = server.CreateDatabase();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await ExecuteAsync(source, StandIns);
        Assert.Equal(Migration.Embedded.Count, await new SchemaMigrator(source, Migration.Embedded, "select true").ApplyAsync());
        Assert.Equal(
            [
                .. from table in new[] { "microstructure_features", "order_book_metrics", "order_book_snapshots", "order_flow_analysis", "trades" }
                   select $"hypertable ai_trading_enhanced.{table} timestamp_ns 86400000000000 f",
                .. from table in new[] { "microstructure_features", "order_book_metrics", "order_book_snapshots", "order_flow_analysis", "trades" }
                   select $"now ai_trading_enhanced.{table} ai_trading_enhanced.hypertable_now_ns",
            ],
            await ListAsync(source, "select what from calls order by what collate \"C\""));
        Assert.Equal(["bars"], await ListAsync(source, "select relname::text from pg_class where relkind = 'p' and relnamespace = 'ai_trading_enhanced'::regnamespace"));
        Assert.Empty(await ListAsync(source, "select relname::text from pg_class where relname like '%native'"));

        // Later processes see it by what is there, not by the extension; rows go in and out as ever.
        string folder = Directory.CreateTempSubdirectory("dead-letters-").FullName;
        await using (PostgreSqlTradingStore store = await PostgreSqlTradingStore.OpenAsync(new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = folder, CompressAfterDays = null, Timescale = TimescaleMode.Never }.Retain<TradeRecord>(null)))
        {
            Assert.Equal(0, await store.Migrator.ApplyAsync());
            TradeRecord[] trades = [.. SampleRows.Make<TradeRecord>(50)];
            Assert.Equal(50, (await store.Trades.WriteAsync(trades, IngestMode.IgnoreDuplicates)).Inserted);
            Assert.Equal(50, (await store.Trades.WriteAsync(trades, IngestMode.IgnoreDuplicates)).Duplicate);
            OrderBookMetricsRecord[] metrics = [.. SampleRows.Make<OrderBookMetricsRecord>(50)];
            await store.OrderBookMetrics.WriteAsync(metrics);
            Assert.Equal(metrics.OrderBy(m => m.TimestampNanos), (await TestStore.ToListAsync(store.OrderBookMetrics.ReadAsync(RecordQuery.All))).OrderBy(m => m.TimestampNanos));
            Assert.Equal(20, (await store.Bars.WriteAsync([.. SampleRows.Make<BarRecord>(20)])).Inserted);

            await ExecuteAsync(source, "truncate calls");
            MaintenanceReport report = await store.MaintainAsync();
            Assert.All(report.Created, c => Assert.StartsWith("bars_p", c, StringComparison.Ordinal));
            List<string> policies = await ListAsync(source, "select what from calls order by what collate \"C\"");
            Assert.Contains("keep ai_trading_enhanced.order_book_metrics 2592000000000000", policies);
            Assert.Contains("forget ai_trading_enhanced.trades t", policies);
            Assert.DoesNotContain("keep ai_trading_enhanced.trades 2592000000000000", policies);

            DateOnly behind = DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(trades.Max(t => t.TimestampNanos) / 100)).AddDays(1);
            Assert.Single(await store.DropPartitionsBeforeAsync(TradeRecord.Schema, behind));
            Assert.Empty(await TestStore.ToListAsync(store.Trades.ReadAsync(RecordQuery.All)));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(TimescaleMode.Auto)]
    [InlineData(TimescaleMode.Never)]
    public async Task Apply_WithoutTheExtension_KeepsNativePartitions(TimescaleMode mode)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        var migrator = new SchemaMigrator(source, mode);
        await migrator.ApplyAsync();
        Assert.False(await migrator.UsesHypertablesAsync(CancellationToken.None));
        Assert.Equal(["6"], await ListAsync(source, "select count(*)::text from pg_class where relkind = 'p' and relnamespace = 'ai_trading_enhanced'::regnamespace"));
    }

    [Fact]
    public async Task Apply_ExtensionThatComesLater_LeavesTheTablesAsTheyAre()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        await new SchemaMigrator(source, [Migration.Embedded[0]]).ApplyAsync();
        var migrator = new SchemaMigrator(source, Migration.Embedded, "select true");
        Assert.Equal(Migration.Embedded.Count - 1, await migrator.ApplyAsync());
        Assert.False(await migrator.UsesHypertablesAsync(CancellationToken.None));
    }

    [Fact]
    public void Policies_OfMetrics_SayRetentionAndCompression()
    {
        Assert.Equal(
            """
            select remove_retention_policy('ai_trading_enhanced.order_book_metrics', if_exists => true);
            select add_retention_policy('ai_trading_enhanced.order_book_metrics', drop_after => 2592000000000000::bigint);
            select remove_compression_policy('ai_trading_enhanced.order_book_metrics', if_exists => true);
            alter table ai_trading_enhanced.order_book_metrics set (timescaledb.compress, timescaledb.compress_segmentby = 'asset, exchange', timescaledb.compress_orderby = 'timestamp_ns, sequence');
            select add_compression_policy('ai_trading_enhanced.order_book_metrics', compress_after => 604800000000000::bigint);
            """,
            TimescaleStatements.Policies(OrderBookMetricsRecord.Schema, 30, 7));
        Assert.Equal("select remove_retention_policy('ai_trading_enhanced.trades', if_exists => true);", TimescaleStatements.Policies(TradeRecord.Schema, null, 7));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ListAsync(NpgsqlDataSource source, string sql)
    {
        var list = new List<string>();
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }
}
