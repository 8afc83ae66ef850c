using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Persistence;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Tests;

public class PipelineTests
{
    private static readonly Instrument Instrument = new(1, "TEST", 0.01m, 0.001m);

    [Fact]
    public async Task RunAsync_RecordedSession_DecidesAndFillsLikeTheBacktest()
    {
        MarketEvent[] events = await SessionAsync(3);
        StrategySessionOptions options = Options();
        var backtest = new StrategySession(Instrument, new SmaCrossover(3, 9, lots: 20), options);
        backtest.OnEvents(events);
        StrategySessionResult expected = backtest.Complete();

        string folder = Directory.CreateTempSubdirectory("trading-pipeline-").FullName;
        await using (JournalTradingStore store = JournalTradingStore.Open(folder))
        {
            // Calls of seven events cut messages in two: the pipeline puts them together again.
            var pipeline = new TradingPipeline(new ChunkFeed(events, 7), Instrument, new SmaCrossover(3, 9, lots: 20), new TradingPipelineOptions { Session = Options(), QueueRecords = 4 }, store);
            StrategySessionResult live = await pipeline.RunAsync(TestContext.Current.CancellationToken);
            Assert.True(expected.Fills.Count > 10);
            Assert.Equal(expected.EventLogHash, live.EventLogHash);
            Assert.Equal(expected.Fills, live.Fills);
            Assert.Equal(events.Length, pipeline.Status.Events);
            Assert.Equal(expected.Fills.Count + expected.RiskDecisions.Count, pipeline.Status.StoredRecords);
            Assert.True((await store.Audit.VerifyAsync(cancellationToken: TestContext.Current.CancellationToken)).IsIntact);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task RunAsync_FeedThatBreaks_EndsWithItsError()
    {
        var pipeline = new TradingPipeline(new BrokenFeed(), Instrument, new SmaCrossover(2, 3));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal("broken", error.Message);
        Assert.False(pipeline.Status.IsRunning);
    }

    [Fact]
    public async Task AddTradingSdk_Configuration_MakesThePipelineItDescribes()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Trading:Name"] = "shadow",
            ["Trading:DecisionInterval"] = "00:00:02",
            ["Trading:InitialCash"] = "500",
            ["Trading:PositionMax"] = "7",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IMarketDataFeed>(new ChunkFeed([], 1));
        services.AddSingleton<IStrategy>(new SmaCrossover(2, 3));
        services.AddTradingSdk(configuration);
        await using ServiceProvider provider = services.BuildServiceProvider();
        TradingPipelineOptions options = provider.GetRequiredService<TradingPipeline>().Options;
        Assert.Equal(("shadow", 2_000_000_000L, 500m, 7L), (options.Name, options.Session.DecisionInterval, options.Session.Execution.InitialCash, options.Session.Limits!.PositionMax));

        configuration["Trading:DecisionInterval"] = "-00:00:01";
        var bad = new ServiceCollection();
        bad.AddLogging().AddSingleton<IMarketDataFeed>(new ChunkFeed([], 1)).AddSingleton<IStrategy>(new SmaCrossover(2, 3)).AddTradingSdk(configuration);
        await using ServiceProvider refused = bad.BuildServiceProvider();
        Assert.Contains("DecisionInterval", Assert.Throws<OptionsValidationException>(refused.GetRequiredService<TradingPipeline>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_ThresholdCrossed_AreRaisedOnceUntilItRecovers()
    {
        var sink = new AlertList();
        var monitor = new AlertMonitor(sink, new AlertOptions { SignalsMinimum = 2, HitRateMinimum = 0.5 });
        var tracker = new PerformanceTracker(window: 2);
        void Resolve(double move) => tracker.Add(new ResolvedSignal(new Signal { Source = "s", Direction = SignalDirection.Long, Confidence = 0.6, ModelVersion = "2" }, 0, move, 0));
        Resolve(-0.1);
        Resolve(-0.1);
        monitor.Check(1, tracker.Snapshot());
        monitor.Check(2, tracker.Snapshot());
        Assert.Equal(["s", "s@2"], sink.Alerts.Select(a => a.Subject));
        Resolve(0.1);
        Resolve(0.1);
        monitor.Check(3, tracker.Snapshot());
        Resolve(-0.1);
        Resolve(-0.1);
        monitor.Check(4, tracker.Snapshot());
        Assert.Equal(4, sink.Alerts.Count);
    }

    private static StrategySessionOptions Options() => new()
    {
        Clock = DecisionClock.Local,
        Execution = new SimulatedExecutionOptions { InitialCash = 1000, Fees = new FeeSchedule(0.0001m, 0.0004m), Latency = new ConstantLatency(5_000_000, 5_000_000) },
        Limits = new RiskLimits { PositionMax = 30 },
    };

    private static async Task<MarketEvent[]> SessionAsync(ulong seed)
    {
        var sink = new Collector();
        await new SimulatedFeed(new SimulationOptions { Seed = seed, Instrument = Instrument }, TimeSpan.FromMinutes(3)).RunAsync(sink, TestContext.Current.CancellationToken);
        return [.. sink.Events];
    }

    private sealed class AlertList : IAlertSink
    {
        public List<Alert> Alerts { get; } = [];

        public void Raise(Alert alert) => Alerts.Add(alert);
    }

    private sealed class Collector : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }

    private sealed class ChunkFeed(MarketEvent[] events, int chunk) : IMarketDataFeed
    {
        public InstrumentTable Instruments { get; } = new([Instrument]);

        public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
        {
            for (int i = 0; i < events.Length; i += chunk)
            {
                sink.OnEvents(events.AsSpan(i, Math.Min(chunk, events.Length - i)));
            }

            return Task.CompletedTask;
        }
    }

    private sealed class BrokenFeed : IMarketDataFeed
    {
        public InstrumentTable Instruments { get; } = new([Instrument]);

        public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }
}
