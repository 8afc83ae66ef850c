using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Trading.Sdk.Persistence.Tests;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

// Instruments are shared by the whole process: what other tests write meanwhile would be counted too.
[CollectionDefinition(nameof(HealthAndMetricsTests), DisableParallelization = true)]
[Collection(nameof(HealthAndMetricsTests))]
public class HealthAndMetricsTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Health_EachThingThatCanBeWrong_IsTold()
    {
        await using TestStore test = await TestStore.OpenAsync(server);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new PostgreSqlHealthCheck(test.Store))).Status);
        HealthCheckResult behind = await CheckAsync(new PostgreSqlHealthCheck(test.Store, () => 7, outboxPendingMax: 5));
        Assert.Equal((HealthStatus.Degraded, 7L), (behind.Status, behind.Data["outboxPending"]));

        await test.ScalarAsync("insert into ai_trading.schema_migrations (version, name, checksum) values (99, 'from the future', 'x')");
        HealthCheckResult newer = await CheckAsync(new PostgreSqlHealthCheck(test.Store));
        Assert.Equal(HealthStatus.Unhealthy, newer.Status);
        Assert.Contains("99", newer.Description, StringComparison.Ordinal);

        await using PostgreSqlTradingStore nowhere = PostgreSqlTradingStore.Create(new PostgreSqlOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=TOPSECRET;Database=d", ConnectTimeout = TimeSpan.FromSeconds(1) });
        HealthCheckResult down = await CheckAsync(new PostgreSqlHealthCheck(nowhere));
        Assert.Equal(HealthStatus.Unhealthy, down.Status);
        Assert.DoesNotContain("TOPSECRET", down.Description + down.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfWritesQueriesAndWriters_AreMeasuredBySubject()
    {
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name is PersistenceMetrics.Name or IngestMetrics.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = instrument.Name;
            bool isMine = false;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                isMine |= tag is { Key: "subject", Value: "anomalies" };
                name += tag.Key == "outcome" ? "/" + tag.Value : "";
            }

            if (isMine)
            {
                seen.AddOrUpdate(name, value, (_, old) => old + value);
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        var spans = new ConcurrentBag<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PersistenceMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => spans.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(activities);

        await using TestStore test = await TestStore.OpenAsync(server);
        List<AnomalyRecord> rows = SampleRows.Make<AnomalyRecord>(50);
        await using (var writer = new RecordWriter<AnomalyRecord>(test.Store.Anomalies))
        {
            foreach (AnomalyRecord row in rows)
            {
                await writer.EnqueueAsync(row);
            }

            await writer.FlushAsync();
        }

        await test.Store.Anomalies.WriteAsync([rows[0], rows[1] with { Id = Guid.NewGuid(), Score = double.NaN }], IngestMode.IgnoreDuplicates);
        await TestStore.ToListAsync(test.Store.Anomalies.ReadAsync(RecordQuery.All));
        Assert.Equal((50, 1, 1), (seen["trading.persistence.rows/inserted"], seen["trading.persistence.rows/duplicate"], seen["trading.persistence.rows/rejected"]));
        Assert.Equal(50, seen["trading.persistence.batch.rows"]);
        Assert.True(seen["trading.persistence.write.duration"] > 0);
        Assert.True(seen["trading.persistence.query.duration"] > 0);
        Assert.True(seen["trading.persistence.flush.duration"] > 0);
        Assert.Contains("write anomalies", spans);
    }

    private static Task<HealthCheckResult> CheckAsync(PostgreSqlHealthCheck check) => check.CheckHealthAsync(new HealthCheckContext());
}
