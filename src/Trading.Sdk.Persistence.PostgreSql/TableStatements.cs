using System.Globalization;
using System.Text;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>The SQL of a subject's table, built once from its schema; values are always parameters.</summary>
internal sealed class TableStatements
{
    private const string PackedTables =
        """
        ai_trading_enhanced.order_book_metrics_compressed c,
            unnest(c.timestamp_ns, c.sequence, c.bid_ask_ratio, c.depth_imbalance, c.mid_price, c.spread_bps, c.bid_depth_1pct, c.ask_depth_1pct)
                as u (timestamp_ns, sequence, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct)
        """;

    private const string Decimals = "\"decimals\"";

    private readonly RecordSchema schema;
    private readonly string table;
    private readonly string[] order;
    private readonly string[] read;
    private readonly string reading;

    public TableStatements(RecordSchema schema)
    {
        this.schema = schema;
        table = $"\"{schema.DatabaseSchema}\".\"{schema.Table}\"";
        string columns = string.Join(", ", schema.Columns.Select(c => $"\"{c.DatabaseName}\""));
        read = ReadColumns();
        reading = string.Join(", ", read);
        string[] keys = [.. schema.KeyColumns.Select(k => $"\"{schema.Columns[schema.IndexOf(k)].DatabaseName}\"")];
        string key = string.Join(", ", keys);
        // Time first, then the rest of the key: rows of one instant come in the same order every time.
        order = ["\"timestamp_ns\"", .. keys.Where(k => k != "\"timestamp_ns\"")];
        // The name belongs to the connection's own temporary schema: nothing outside can collide with it.
        string stage = $"\"stage_{schema.Table}\"";
        CreateStage = $"create temporary table {stage} on commit drop as select {columns}, 0 as row_position from {table} with no data";
        DropStage = $"drop table {stage}";
        CopyToStage = $"copy {stage} ({columns}, row_position) from stdin (format binary)";
        Copy = $"copy {table} ({columns}) from stdin (format binary)";
        InsertNew = $"insert into {table} ({columns}) select {columns} from {stage} order by row_position on conflict ({key}) do nothing";
        IEnumerable<string> others = schema.Columns.Select(c => $"\"{c.DatabaseName}\"").Where(c => !keys.Contains(c, StringComparer.Ordinal)).Select(c => $"{c} = excluded.{c}");
        string stamp = schema.Partitions != PartitionSpan.None ? "" : ", updated_at = now()";
        Upsert = $"insert into {table} ({columns}) select distinct on ({key}) {columns} from {stage} order by {key}, row_position desc on conflict ({key}) do update set {string.Join(", ", others)}{stamp}";
        FindKnown = $"select row_position from (select s.row_position, row_number() over (partition by {string.Join(", ", keys.Select(k => "s." + k))} order by s.row_position) as n, exists (select 1 from {table} t where {string.Join(" and ", keys.Select(k => $"t.{k} = s.{k}"))}) as known from {stage} s) k where n > 1 or known";
        InstrumentColumn = schema.InstrumentColumn is null ? null : $"\"{schema.InstrumentColumn}\"";
        FindById = $"select {reading} from {table} where id = $1";
    }

    /// <summary>True when rows are read with their decimals in one text, which the table holds for that: it is sent faster than they.</summary>
    public bool ReadsDecimalsInOneText => schema.Table == OrderBookMetricsRecord.Schema.Table;

    public string? InstrumentColumn { get; }

    public string CreateStage { get; }

    public string CopyToStage { get; }

    public string DropStage { get; }

    public string Copy { get; }

    public string InsertNew { get; }

    public string Upsert { get; }

    /// <summary>Positions of staged rows whose key is in the table or came earlier in the batch.</summary>
    public string FindKnown { get; }

    public string FindById { get; }

    private string Ascending => string.Join(", ", order);

    private string Descending => string.Join(", ", order.Select(o => o + " desc"));

    // The columns of a packed hour: its texts are those of the hour, everything else is unpacked.
    private string PackedColumns
    {
        get
        {
            string decimals = string.Join(" || ' ' || ", schema.Columns.Where(c => c.Kind == ColumnKind.Decimal).Select(c => $"coalesce(u.\"{c.DatabaseName}\"::text, '')"));
            IEnumerable<string> texts = schema.Columns.Where(c => c.Kind == ColumnKind.Text).Select(c => $"\"{c.DatabaseName}\"");
            return string.Join(", ", read.Select(c => c == Decimals ? $"{decimals} as {c}" : texts.Contains(c, StringComparer.Ordinal) ? $"c.{c}" : $"u.{c}"));
        }
    }

    /// <summary>The newest row of each instrument; a loose index scan, one descent per instrument instead of reading the table.</summary>
    public string Latest(bool includeCompressed)
    {
        string packedNames = includeCompressed ? " union select asset from ai_trading_enhanced.order_book_metrics_compressed" : "";
        string newest = $"(select {reading} from {table} t where t.{InstrumentColumn} = n.name order by {Descending} limit 1)";
        string packed = includeCompressed
            ? $"""
               union all (select {PackedColumns} from (select * from ai_trading_enhanced.order_book_metrics_compressed h where h.asset = n.name order by h.hour_ns desc limit 64) as c,
                   unnest(c.timestamp_ns, c.sequence, c.bid_ask_ratio, c.depth_imbalance, c.mid_price, c.spread_bps, c.bid_depth_1pct, c.ask_depth_1pct)
                       as u (timestamp_ns, sequence, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct)
                   order by u.timestamp_ns desc, c.asset desc, c.exchange desc, u.sequence desc limit 1)
               """
            : "";
        return $"""
            with recursive names as (
                (select {InstrumentColumn} as name from {table} where {InstrumentColumn} is not null order by {InstrumentColumn} limit 1)
                union all
                select (select t.{InstrumentColumn} from {table} t where t.{InstrumentColumn} > names.name order by t.{InstrumentColumn} limit 1) from names where names.name is not null),
            n as (select name from names where name is not null{packedNames})
            select {string.Join(", ", read.Select(c => "l." + c))} from n
            cross join lateral {Newer(newest, packed)} l
            order by n.name
            """;
    }

    /// <summary>For each probe the newest row at or before its time; parameters: names, times, times after which a row counts.</summary>
    public string AsOf(bool includeCompressed)
    {
        string newest = $"(select {reading} from {table} t where t.{InstrumentColumn} = p.name and t.timestamp_ns <= p.at_ns and t.timestamp_ns > p.after_ns order by {Descending} limit 1)";
        string packed = includeCompressed
            ? $"""
               union all (select {PackedColumns} from {PackedTables}
                   where c.asset = p.name and c.hour_ns <= p.at_ns and c.hour_ns > greatest(p.after_ns, -9223368436854775808) - 3600000000000
                       and u.timestamp_ns <= p.at_ns and u.timestamp_ns > p.after_ns
                   order by u.timestamp_ns desc, c.asset desc, c.exchange desc, u.sequence desc limit 1)
               """
            : "";
        return $"""
            select p.row_position, {string.Join(", ", read.Select(c => "l." + c))}
            from unnest($1::varchar[], $2::bigint[], $3::bigint[]) with ordinality as p (name, at_ns, after_ns, row_position)
            cross join lateral {Newer(newest, packed)} l
            """;
    }

    private string Newer(string newest, string packed) => packed.Length == 0 ? newest : $"(select * from ({newest} {packed}) as newest order by {Descending} limit 1)";

    /// <summary>The query of rows; parameters in the order instrument, from, to, as far as they are given.</summary>
    public string Select(RecordQuery query, bool includeCompressed)
    {
        int parameter = 0;
        var conditions = new List<string>();
        string? hours = null;
        if (query.Instrument is not null)
        {
            conditions.Add($"{InstrumentColumn} = ${++parameter}");
        }

        if (query.FromNanos is not null)
        {
            conditions.Add($"timestamp_ns >= ${++parameter}");
            hours += $" and c.hour_ns > greatest(${parameter}, -9223368436854775808) - 3600000000000";
        }

        if (query.ToNanos is not null)
        {
            conditions.Add($"timestamp_ns < ${++parameter}");
            hours += $" and c.hour_ns < ${parameter}";
        }

        string where = conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);
        string source = $"{table}{where}";
        if (includeCompressed)
        {
            string packed = query.Instrument is null ? "" : " and c.asset = $1";
            source = $"(select {reading} from {table}{where} union all select * from (select {PackedColumns} from {PackedTables} where true{packed}{hours}) packed{where}) as rows";
        }

        var sql = new StringBuilder();
        if (query.Last is { } last)
        {
            // In the text: with the limit unknown the server takes the general plan for dear and plans anew every time, over
            // all partitions, which takes longer than the query.
            sql.Append("select ").Append(reading).Append(" from (select ").Append(reading).Append(" from ").Append(source)
                .Append(" order by ").Append(Descending).Append(CultureInfo.InvariantCulture, $" limit {last}) newest");
        }
        else
        {
            sql.Append("select ").Append(reading).Append(" from ").Append(source);
        }

        return sql.Append(" order by ").Append(Ascending).ToString();
    }

    private string[] ReadColumns() =>
        ReadsDecimalsInOneText
            ? [.. schema.Columns.Select(c => c.Kind == ColumnKind.Decimal ? Decimals : $"\"{c.DatabaseName}\"").Distinct(StringComparer.Ordinal)]
            : [.. schema.Columns.Select(c => $"\"{c.DatabaseName}\"")];
}
