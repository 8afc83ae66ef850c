using System.Text;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>The SQL of a subject's table, built once from its schema; values are always parameters.</summary>
internal sealed class TableStatements
{
    public TableStatements(RecordSchema schema)
    {
        Schema = schema;
        Table = $"\"{schema.DatabaseSchema}\".\"{schema.Table}\"";
        Columns = string.Join(", ", schema.Columns.Select(c => $"\"{c.DatabaseName}\""));
        string[] keys = [.. schema.KeyColumns.Select(k => $"\"{schema.Columns[schema.IndexOf(k)].DatabaseName}\"")];
        string key = string.Join(", ", keys);
        // The name belongs to the connection's own temporary schema: nothing outside can collide with it.
        string stage = $"\"stage_{schema.Table}\"";
        CreateStage = $"create temporary table {stage} on commit drop as select {Columns}, 0 as row_position from {Table} with no data";
        CopyToStage = $"copy {stage} ({Columns}, row_position) from stdin (format binary)";
        Copy = $"copy {Table} ({Columns}) from stdin (format binary)";
        InsertNew = $"insert into {Table} ({Columns}) select {Columns} from {stage} order by row_position on conflict ({key}) do nothing";
        IEnumerable<string> others = schema.Columns.Select(c => $"\"{c.DatabaseName}\"").Where(c => !keys.Contains(c, StringComparer.Ordinal)).Select(c => $"{c} = excluded.{c}");
        string stamp = schema.IsPartitioned ? "" : ", updated_at = now()";
        Upsert = $"insert into {Table} ({Columns}) select distinct on ({key}) {Columns} from {stage} order by {key}, row_position desc on conflict ({key}) do update set {string.Join(", ", others)}{stamp}";
        FindKnown = $"select row_position from (select s.row_position, row_number() over (partition by {string.Join(", ", keys.Select(k => "s." + k))} order by s.row_position) as n, exists (select 1 from {Table} t where {string.Join(" and ", keys.Select(k => $"t.{k} = s.{k}"))}) as known from {stage} s) k where n > 1 or known";
        InstrumentColumn = schema.InstrumentColumn is null ? null : $"\"{schema.InstrumentColumn}\"";
        TieBreak = schema.IndexOf("sequence") >= 0 ? ", \"sequence\"" : schema.IndexOf("id") >= 0 ? ", id" : "";
        FindById = $"select {Columns} from {Table} where id = $1";
        Latest = InstrumentColumn is null ? null :
            // A loose index scan: one descent per instrument instead of reading the table.
            $"""
             with recursive names as (
                 (select {InstrumentColumn} as name from {Table} where {InstrumentColumn} is not null order by {InstrumentColumn} limit 1)
                 union all
                 select (select t.{InstrumentColumn} from {Table} t where t.{InstrumentColumn} > names.name order by t.{InstrumentColumn} limit 1) from names where names.name is not null)
             select {string.Join(", ", schema.Columns.Select(c => $"l.\"{c.DatabaseName}\""))} from names
             cross join lateral (select {Columns} from {Table} t where t.{InstrumentColumn} = names.name order by timestamp_ns desc{TieBreak.Replace("\"sequence\"", "\"sequence\" desc", StringComparison.Ordinal)} limit 1) l
             where names.name is not null order by names.name
             """;
        AsOf = InstrumentColumn is null ? null :
            $"""
             select p.row_position, {string.Join(", ", schema.Columns.Select(c => $"l.\"{c.DatabaseName}\""))}
             from unnest($1::varchar[], $2::bigint[]) with ordinality as p (name, at_ns, row_position)
             cross join lateral (select {Columns} from {Table} t where t.{InstrumentColumn} = p.name and t.timestamp_ns <= p.at_ns and t.timestamp_ns > p.at_ns - $3
                 order by t.timestamp_ns desc{(schema.IndexOf("sequence") >= 0 ? ", t.\"sequence\" desc" : "")} limit 1) l
             """;
    }

    public RecordSchema Schema { get; }

    public string Table { get; }

    public string Columns { get; }

    public string? InstrumentColumn { get; }

    public string TieBreak { get; }

    public string CreateStage { get; }

    public string CopyToStage { get; }

    public string Copy { get; }

    public string InsertNew { get; }

    public string Upsert { get; }

    /// <summary>Positions of staged rows whose key is in the table or came earlier in the batch.</summary>
    public string FindKnown { get; }

    public string FindById { get; }

    public string? Latest { get; }

    public string? AsOf { get; }

    /// <summary>The query of rows; parameters in the order instrument, from, to, last, as far as they are given.</summary>
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
            hours += $" and c.hour_ns > ${parameter} - 3600000000000";
        }

        if (query.ToNanos is not null)
        {
            conditions.Add($"timestamp_ns < ${++parameter}");
            hours += $" and c.hour_ns < ${parameter}";
        }

        string where = conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);
        string source = $"{Table}{where}";
        if (includeCompressed)
        {
            string packed = query.Instrument is null ? "" : " and c.asset = $1";
            source = $"""
                (select {Columns} from {Table}{where}
                 union all
                 select * from (select {string.Join(", ", Schema.Columns.Select(c => c.Kind == ColumnKind.Text ? $"c.\"{c.DatabaseName}\"" : $"u.\"{c.DatabaseName}\""))}
                    from ai_trading_enhanced.order_book_metrics_compressed c,
                        unnest(c.timestamp_ns, c.sequence, c.bid_ask_ratio, c.depth_imbalance, c.mid_price, c.spread_bps, c.bid_depth_1pct, c.ask_depth_1pct)
                            as u (timestamp_ns, sequence, bid_ask_ratio, depth_imbalance, mid_price, spread_bps, bid_depth_1pct, ask_depth_1pct)
                    where true{packed}{hours}) packed{where}) as rows
                """;
        }

        var sql = new StringBuilder();
        if (query.Last is not null)
        {
            string descending = TieBreak.Length == 0 ? "" : TieBreak + " desc";
            sql.Append("select ").Append(Columns).Append(" from (select ").Append(Columns).Append(" from ").Append(source)
                .Append(" order by timestamp_ns desc").Append(descending).Append(" limit $").Append(++parameter).Append(") newest");
        }
        else
        {
            sql.Append("select ").Append(Columns).Append(" from ").Append(source);
        }

        return sql.Append(" order by timestamp_ns").Append(TieBreak).ToString();
    }
}
