using System.Globalization;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>
/// The SQL by which the daily tables become hypertables of TimescaleDB instead of native partitions: run with the migrations
/// that make them, in the same transaction. Bars stay native, since their partitions are months. The functions of the native
/// form keep their names and meaning, so that nothing else has to know.
/// </summary>
internal static class TimescaleStatements
{
    /// <summary>True when the database has the extension; only an administrator can have put it there, with its library loaded.</summary>
    public const string Detect = "select exists (select 1 from pg_available_extensions where name = 'timescaledb' and installed_version is not null)";

    /// <summary>True when the daily tables are hypertables.</summary>
    public const string IsInUse = "select to_regprocedure('ai_trading_enhanced.hypertable_now_ns()') is not null";

    private const int TablesVersion = 1;
    private const int PartitionsVersion = 2;

    private const string Functions =
        """

        alter function ai_trading_enhanced.ensure_partition(text, date) rename to ensure_native_partition;
        create function ai_trading_enhanced.ensure_partition(parent text, day date) returns boolean
        language sql as $$ select case when parent = 'bars' then ai_trading_enhanced.ensure_native_partition(parent, day) else false end $$;

        alter function ai_trading_enhanced.partitions(text) rename to native_partitions;
        create function ai_trading_enhanced.partitions(parent text) returns table (child text, day date)
        language sql stable as $$ select n.child, n.day from ai_trading_enhanced.native_partitions('bars') n where parent = 'bars' $$;

        alter function ai_trading_enhanced.drop_partitions_before(text, date) rename to drop_native_partitions_before;
        create function ai_trading_enhanced.drop_partitions_before(parent text, limit_day date) returns setof text
        language plpgsql as $$
        begin
            if parent = 'bars' then
                return query select * from ai_trading_enhanced.drop_native_partitions_before(parent, limit_day);
            else
                return query select d::text from drop_chunks(format('ai_trading_enhanced.%I', parent)::regclass, older_than => ai_trading_enhanced.day_ns(limit_day)) d;
            end if;
        end $$;

        create or replace function ai_trading_enhanced.compress_metrics_day(target_day date) returns bigint
        language plpgsql as $$
        declare
            packed bigint;
        begin
            select count(*) into packed from ai_trading_enhanced.order_book_metrics
            where timestamp_ns >= ai_trading_enhanced.day_ns(target_day) and timestamp_ns < ai_trading_enhanced.day_ns(target_day + 1);
            perform compress_chunk(c, if_not_compressed => true)
            from show_chunks('ai_trading_enhanced.order_book_metrics'::regclass,
                older_than => ai_trading_enhanced.day_ns(target_day + 1), newer_than => ai_trading_enhanced.day_ns(target_day)) c;
            return packed;
        end $$;
        """;

    /// <summary>True for the subjects whose tables become hypertables.</summary>
    public static bool IsHypertable(RecordSchema schema) => schema.Partitions == PartitionSpan.Day;

    /// <summary>What has to follow a migration, or nothing.</summary>
    public static string After(int version) => version switch
    {
        TablesVersion => string.Concat(RecordCatalog.Schemas.Where(IsHypertable).Select(Hypertable).Prepend(
            """

            create function ai_trading_enhanced.hypertable_now_ns() returns bigint
            language sql stable as $$ select (extract(epoch from now()) * 1000000)::bigint * 1000 $$;
            """)),
        PartitionsVersion => Functions,
        _ => "",
    };

    /// <summary>Sets the extension's policies of a table to what the options say, whatever they were.</summary>
    /// <param name="schema">A subject with a hypertable.</param>
    /// <param name="keepDays">Days that rows are kept; null for ever.</param>
    /// <param name="compressAfterDays">Age at which they are compressed; null for never.</param>
    public static string Policies(RecordSchema schema, int? keepDays, int? compressAfterDays)
    {
        string table = $"{schema.DatabaseSchema}.{schema.Table}";
        string sql = $"select remove_retention_policy('{table}', if_exists => true);";
        if (keepDays is { } keep)
        {
            sql += $"\nselect add_retention_policy('{table}', drop_after => {Nanos(keep)}::bigint);";
        }

        if (schema.Table != OrderBookMetricsRecord.Schema.Table)
        {
            return sql;
        }

        sql += $"\nselect remove_compression_policy('{table}', if_exists => true);";
        return compressAfterDays is { } age
            ? sql + $"\nalter table {table} set (timescaledb.compress, timescaledb.compress_segmentby = 'asset, exchange', timescaledb.compress_orderby = 'timestamp_ns, sequence');"
                + $"\nselect add_compression_policy('{table}', compress_after => {Nanos(age)}::bigint);"
            : sql;
    }

    // The extension refuses partitioned tables: a plain one of the same shape takes the place of the empty one.
    private static string Hypertable(RecordSchema schema)
    {
        string table = $"{schema.DatabaseSchema}.{schema.Table}";
        return $"""

            alter table {table} rename to {schema.Table}_native;
            create table {table} (like {table}_native including all);
            drop table {table}_native;
            select create_hypertable('{table}', 'timestamp_ns', chunk_time_interval => {Nanos(1)}::bigint, create_default_indexes => false);
            select set_integer_now_func('{table}', 'ai_trading_enhanced.hypertable_now_ns');
            """;
    }

    private static string Nanos(int days) => (days * PartitionGuard.DayNanos).ToString(CultureInfo.InvariantCulture);
}
