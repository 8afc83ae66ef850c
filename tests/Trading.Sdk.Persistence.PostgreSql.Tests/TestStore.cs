using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>A store in a database of its own, with the parents that sample rows refer to.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly string deadLetters;

    private TestStore(string connectionString, PostgreSqlTradingStore store, string deadLetters)
    {
        this.deadLetters = deadLetters;
        ConnectionString = connectionString;
        Store = store;
    }

    public string ConnectionString { get; }

    public PostgreSqlTradingStore Store { get; }

    public static async Task<TestStore> OpenAsync(PostgreSqlServer server, Action<PostgreSqlOptions>? configure = null)
    {
        string connection = server.CreateDatabase();
        var options = new PostgreSqlOptions { ConnectionString = connection, DeadLetterDirectory = Directory.CreateTempSubdirectory("dead-letters-").FullName };
        configure?.Invoke(options);
        return new TestStore(connection, await PostgreSqlTradingStore.OpenAsync(options), options.DeadLetterDirectory);
    }

    public async Task AddParentsAsync()
    {
        ModelRecord model = SampleRows.Make<ModelRecord>(1, seed: 77)[0] with { Id = SampleRows.Parent, PreviousVersionId = null };
        await Store.Models.WriteAsync([model], IngestMode.Overwrite);
        await Store.TrainingSessions.WriteAsync([SampleRows.Make<TrainingSessionRecord>(1, seed: 78)[0] with { Id = SampleRows.Parent }], IngestMode.Overwrite);
        await Store.OptimizationRuns.WriteAsync([SampleRows.Make<OptimizationRunRecord>(1, seed: 79)[0] with { Id = SampleRows.Parent }], IngestMode.Overwrite);
        await Store.Signals.WriteAsync([SampleRows.Make<SignalRecord>(1, seed: 80)[0] with { Id = SampleRows.Parent, Symbol = "PARENT" }], IngestMode.Overwrite);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using Npgsql.NpgsqlCommand command = Store.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T row in rows)
        {
            list.Add(row);
        }

        return list;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(deadLetters, recursive: true);
    }
}
