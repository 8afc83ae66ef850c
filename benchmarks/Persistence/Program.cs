using System.Globalization;
using Trading.Sdk.Benchmarks;
using Trading.Sdk.Persistence.PostgreSql.Tests;

// persistence-benchmark [ingest|queries|reconnect|embedded|all] [rounds]
// persistence-benchmark load|measure CONN: the queries alone, on a database that keeps its month from run to run.
// The stores beside the database's own client in one run: psql's binary COPY of the same rows into the same table.
string what = args.Length > 0 ? args[0] : "all";
if (what is "load" or "measure")
{
    await (what == "load" ? QueryBenchmark.LoadAsync(args[1]) : QueryBenchmark.MeasureAsync(args[1]));
    return;
}

int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
if (what is "embedded" or "all")
{
    await EmbeddedBenchmark.RunAsync();
}

if (what is "ingest" or "queries" or "reconnect" or "all")
{
    string binaries = PostgreSqlCluster.FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is not installed.");
    using PostgreSqlCluster cluster = PostgreSqlCluster.Create(binaries, "shared_buffers = 1GB\nmax_wal_size = 4GB\ncheckpoint_timeout = 30min\nautovacuum = off");
    if (what is "ingest" or "all")
    {
        await IngestBenchmark.RunAsync(cluster, binaries, rounds);
    }

    if (what is "queries" or "all")
    {
        await QueryBenchmark.RunAsync(cluster);
    }

    if (what is "reconnect" or "all")
    {
        await ReconnectBenchmark.RunAsync(cluster, rounds);
    }
}
