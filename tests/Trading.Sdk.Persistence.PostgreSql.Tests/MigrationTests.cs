using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

public class MigrationTests(PostgreSqlServer server)
{
    private const string ChildVariable = "TRADING_SDK_MIGRATE_CHILD";

    /// <summary>The same executable becomes a migrating process: this runs before the test runner's own entry point.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is { Length: > 0 } connection)
        {
            Console.WriteLine("ready");
            Console.ReadLine();
            NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
            Console.WriteLine(new SchemaMigrator(source).ApplyAsync().GetAwaiter().GetResult().ToString(CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }
    }

    [Fact]
    public async Task Apply_InTwoProcessesAtOnce_OneAppliesAndBothSucceed()
    {
        string connection = server.CreateDatabase();
        Process[] processes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.Ordinal))
            {
                start.ArgumentList.Add(typeof(MigrationTests).Assembly.Location);
            }

            start.Environment[ChildVariable] = connection;
            return Process.Start(start)!;
        })];
        foreach (Process process in processes)
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        }

        foreach (Process process in processes)
        {
            await process.StandardInput.WriteLineAsync("go");
        }

        string?[] applied = await Task.WhenAll(processes.Select(p => p.StandardOutput.ReadLineAsync()));
        Assert.Equal(["0", Migration.Embedded.Count.ToString(CultureInfo.InvariantCulture)], applied.Order(StringComparer.Ordinal));
        foreach (Process process in processes)
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
    }

    [Fact]
    public async Task Apply_SeveralAtOnce_OneAppliesAndAllSucceed()
    {
        string connection = server.CreateDatabase();
        int[] applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
            return await new SchemaMigrator(source).ApplyAsync();
        })));
        Assert.Equal(Migration.Embedded.Count, applied.Sum());
        Assert.Equal(3, applied.Count(a => a == 0));
    }

    [Fact]
    public async Task Status_BeforeAndAfter_TellsWhatIsThere()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        var migrator = new SchemaMigrator(source);
        Assert.All(await migrator.StatusAsync(), m => Assert.False(m.IsApplied));
        await Assert.ThrowsAsync<MigrationException>(() => migrator.ValidateAsync());
        await migrator.ApplyAsync();
        Assert.All(await migrator.StatusAsync(), m => Assert.True(m.IsApplied));
        await migrator.ValidateAsync();
        Assert.Equal(0, await migrator.ApplyAsync());
    }

    [Fact]
    public async Task Apply_DowngradeOrChangedChecksum_IsRefusedClearly()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        Migration[] three = [new(1, "a", "create table a (x int)"), new(2, "b", "create table b (x int)"), new(3, "c", "create table c (x int)")];
        await new SchemaMigrator(source, three).ApplyAsync();
        MigrationException downgrade = await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(source, three[..2]).ApplyAsync());
        Assert.Contains("Downgrades are not supported", downgrade.Message, StringComparison.Ordinal);
        MigrationException changed = await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(source, [three[0], three[1] with { Sql = "select 1" }, three[2]]).ValidateAsync());
        Assert.Contains("2 (b)", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ScriptThatFails_LeavesNothingBehind()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        Migration[] broken = [new(1, "a", "create table a (x int)"), new(2, "b", "create table b (x int); select nonsense")];
        await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(source, broken).ApplyAsync());
        Assert.Equal([true, false], (await new SchemaMigrator(source, broken).StatusAsync()).Select(m => m.IsApplied));
        await using NpgsqlCommand command = source.CreateCommand("select to_regclass('b') is null");
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("postgresql://me:se%3Acret@db.example:6543/prices?sslmode=disable&application_name=x", "db.example", 6543, "me", "se:cret", "prices")]
    [InlineData("postgres://me@localhost/prices", "localhost", 5432, "me", null, "prices")]
    [InlineData("Host=h;Port=1;Username=u;Password=p;Database=d", "h", 1, "u", "p", "d")]
    public void ConnectionString_InBothForms_IsUnderstood(string text, string host, int port, string user, string? password, string database)
    {
        var builder = new NpgsqlConnectionStringBuilder(PostgreSqlConnectionString.Parse(text));
        Assert.Equal((host, port, user, password, database), (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database));
    }

    [Theory]
    [InlineData("postgresql://me:TOPSECRET@host:notaport/db")]
    [InlineData("postgresql://me:TOPSECRET@host/db?nonsense=TOPSECRET")]
    [InlineData("Host=h;Password=TOPSECRET;Nonsense=TOPSECRET")]
    [InlineData("TOPSECRET")]
    public void ConnectionString_Malformed_IsRefusedWithoutRepeatingIt(string text)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => PostgreSqlConnectionString.Parse(text));
        Assert.DoesNotContain("TOPSECRET", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Username=nobody_here;Password=TOPSECRET")]
    [InlineData("Username=app;Password=TOPSECRET;Database=no_such_database")]
    public async Task Open_Refused_KeepsTheSecretInErrorsAndActivities(string changes)
    {
        var spans = new ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is PersistenceMetrics.Name or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => spans.Add(activity.DisplayName + string.Join(' ', activity.TagObjects) + string.Join(' ', activity.Events.SelectMany(e => e.Tags))),
        };
        ActivitySource.AddActivityListener(listener);
        var options = new PostgreSqlOptions { ConnectionString = server.CreateDatabase() + ";" + changes, Retries = 0 };
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => PostgreSqlTradingStore.OpenAsync(options));
        Assert.DoesNotContain("TOPSECRET", e.ToString(), StringComparison.Ordinal);
        await using PostgreSqlTradingStore store = PostgreSqlTradingStore.Create(options);
        e = await Assert.ThrowsAnyAsync<Exception>(() => store.Trades.WriteAsync([SampleRows.Make<TradeRecord>(1)[0]]).AsTask());
        Assert.DoesNotContain("TOPSECRET", e.ToString(), StringComparison.Ordinal);
        Assert.All(spans, s => Assert.DoesNotContain("TOPSECRET", s, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_ServerAbsent_IsTypedAndKeepsTheSecret()
    {
        var options = new PostgreSqlOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=TOPSECRET;Database=d", ConnectTimeout = TimeSpan.FromSeconds(1) };
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgreSqlTradingStore.OpenAsync(options));
        Assert.DoesNotContain("TOPSECRET", e.ToString(), StringComparison.Ordinal);
        await using PostgreSqlTradingStore store = PostgreSqlTradingStore.Create(options);
        Assert.DoesNotContain("TOPSECRET", store.DataSource.ConnectionString, StringComparison.Ordinal);
    }
}
