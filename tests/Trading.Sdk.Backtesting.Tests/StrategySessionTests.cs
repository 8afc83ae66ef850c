using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Risk;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Backtesting.Tests;

public class StrategySessionTests
{
    private const long Second = 1_000_000_000;
    private static readonly Instrument Instrument = new(1, "TEST", 0.01m, 0.001m);

    [Fact]
    public void OnEvents_DecisionTime_BookHoldsTheMessagesUpToIt()
    {
        var seen = new List<(long Time, long Bid)>();
        var run = new StrategySession(Instrument, new Recorder(c =>
        {
            c.Book.TryGetBest(Side.Bid, out DepthLevel bid);
            seen.Add((c.Time, bid.Price));
        }));
        run.OnEvents(Quote(Second / 2, 100));
        run.OnEvents(Quote(Second, 101));
        run.OnEvents(Quote(Second + 1, 102));
        run.OnEvents(Quote(3 * Second, 103));
        run.OnEvents(Quote((3 * Second) + 1, 104));
        Assert.Equal([(Second, 101L), (2 * Second, 102L), (3 * Second, 103L)], seen);
    }

    [Fact]
    public async Task Complete_SimulatedSession_ConservesCashAndRepeatsToTheBit()
    {
        StrategySessionResult first = await RunAsync(seed: 5, minutes: 3), second = await RunAsync(seed: 5, minutes: 3), other = await RunAsync(seed: 6, minutes: 3);
        Assert.True(first.Fills.Count > 20);
        Assert.Equal(0, first.ConservationError);
        Assert.Equal(first.EventLogHash, second.EventLogHash);
        Assert.Equal(first.ProfitAndLoss, second.ProfitAndLoss);
        Assert.NotEqual(first.EventLogHash, other.EventLogHash);
        Assert.All(first.Fills, f => Assert.True(f.KnownTime > f.Time));
    }

    [Fact]
    public async Task OnEvents_FutureAltered_NoEarlierDecisionOrFillChanges()
    {
        MarketEvent[] events = await SessionAsync(seed: 9, minutes: 2);
        long cut = events[events.Length / 2].ExchangeTime;
        // Behind the cut every price is ten ticks higher: what happened before must not notice.
        MarketEvent[] altered = [.. events.Select(e => e.ExchangeTime > cut ? e with { Price = e.Price + 10 } : e)];
        StrategySessionResult whole = Run(events), changed = Run(altered);
        Assert.Equal(whole.Equity.Where(p => p.Time < cut), changed.Equity.Where(p => p.Time < cut));
        Assert.Equal(whole.Fills.Where(f => f.Time < cut), changed.Fills.Where(f => f.Time < cut));
        Assert.NotEqual(whole.EventLogHash, changed.EventLogHash);
    }

    [Fact]
    public async Task TradeTo_WithLimits_PositionNeverExceedsThem()
    {
        MarketEvent[] events = await SessionAsync(seed: 3, minutes: 2);
        var options = new StrategySessionOptions { Limits = new RiskLimits { PositionMax = 7 } };
        var run = new StrategySession(Instrument, new Recorder(c => c.TradeTo(c.Time / Second % 3 == 0 ? 50 : -50)), options);
        run.OnEvents(events);
        StrategySessionResult result = run.Complete();
        Assert.True(result.Fills.Count > 10);
        Assert.All(result.Equity, p => Assert.InRange(p.Position, -7, 7));
        Assert.Contains(result.RiskDecisions, d => d.Verdict == RiskVerdict.Reduce && d.Rule == RiskRule.Position);
    }

    private static async Task<StrategySessionResult> RunAsync(ulong seed, int minutes) => Run(await SessionAsync(seed, minutes));

    private static StrategySessionResult Run(MarketEvent[] events)
    {
        var options = new StrategySessionOptions
        {
            Execution = new SimulatedExecutionOptions { Fees = new FeeSchedule(0.0001m, 0.0004m), Latency = new ConstantLatency(5_000_000, 5_000_000), InitialCash = 1000 },
        };
        double previous = double.NaN;
        var run = new StrategySession(
            Instrument,
            new Recorder(c =>
            {
                double mid = c.Book.Mid();
                if (!double.IsNaN(previous) && mid != previous)
                {
                    c.TradeTo(mid > previous ? 20 : -20);
                }

                previous = mid;
            }),
            options);
        run.OnEvents(events);
        return run.Complete();
    }

    private static async Task<MarketEvent[]> SessionAsync(ulong seed, int minutes)
    {
        var sink = new Collector();
        await new SimulatedFeed(new SimulationOptions { Seed = seed, Instrument = Instrument }, TimeSpan.FromMinutes(minutes)).RunAsync(sink, TestContext.Current.CancellationToken);
        return [.. sink.Events];
    }

    private static MarketEvent[] Quote(long time, long bid) =>
    [
        MarketEvent.Clear(1, time, MarketEventFlags.Snapshot),
        MarketEvent.Level(1, Side.Bid, bid, 10, time, flags: MarketEventFlags.Snapshot),
        MarketEvent.Level(1, Side.Ask, bid + 5, 10, time, flags: MarketEventFlags.Snapshot | MarketEventFlags.EndOfMessage),
    ];

    private sealed class Recorder(Action<StrategyContext> decide) : IStrategy
    {
        public void OnDecision(StrategyContext context) => decide(context);
    }

    private sealed class Collector : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }
}
