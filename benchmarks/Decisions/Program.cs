using Trading.Sdk.Backtesting;
using Trading.Sdk.Benchmarks;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;
using Trading.Sdk.Simulation;

// decisions-benchmark [SECONDS] [ROUNDS]: events a second through a backtest with queue and latency models, and the time from
// signals to a risk verdict.
int seconds = args.Length > 0 ? int.Parse(args[0]) : 3600, rounds = args.Length > 1 ? int.Parse(args[1]) : 7;
var instrument = new Instrument(1, "BENCH", 0.01m, 0.001m);
var collector = new Collector();
await new SimulatedFeed(new SimulationOptions { Seed = 1, Instrument = instrument }, TimeSpan.FromSeconds(seconds)).RunAsync(collector, CancellationToken.None);
MarketEvent[] events = [.. collector.Events];

var rates = new List<double>();
ulong hash = 0;
int fills = 0;
for (int i = 0; i < rounds + 2; i++)
{
    var session = new StrategySession(instrument, new Quoter(), new StrategySessionOptions
    {
        Clock = DecisionClock.Local,
        Execution = new SimulatedExecutionOptions { Fees = new FeeSchedule(0.0002m, 0.0004m), Latency = new FeedLatency(1, 1, 2_000_000, 2_000_000), Queue = QueueModel.Power(3), InitialCash = 100_000 },
        Limits = new RiskLimits { PositionMax = 200 },
    });
    long start = TimeProvider.System.GetTimestamp();
    session.OnEvents(events);
    double elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    StrategySessionResult result = session.Complete();
    (hash, fills) = (result.EventLogHash, result.Fills.Count);
    if (i >= 2)
    {
        rates.Add(events.Length / elapsed);
    }
}

rates.Sort();
Console.WriteLine($"{events.Length:N0} events, {fills} fills, event log {hash:x16}");
Console.WriteLine($"backtest, quoting both sides, queue power_n3, feed latency: {rates[rates.Count / 2] / 1e6:0.00} M events/s (best {rates[^1] / 1e6:0.00}; bar 5)");

var coordinator = new SignalCoordinator([new Fixed("a", 0.61), new Fixed("b", 0.55), new Fixed("c", 0.48), new Fixed("d", 0.52)], weights: new RegimeWeights(3, ["a", "b", "c", "d"]));
var gate = new RiskGate(new RiskLimits { PositionMax = 100, NotionalMax = 1e6, DailyLossMax = 1e4, DrawdownMax = 0.2, OrdersMax = 1000 });
double[] micros = new double[200_000];
long allocated = 0;
for (int round = 0; round < 3; round++)
{
    allocated = GC.GetAllocatedBytesForCurrentThread();
    for (int i = 0; i < micros.Length; i++)
    {
        long time = ((round * (long)micros.Length) + i) * 1_000_000, start = TimeProvider.System.GetTimestamp();
        coordinator.OnPrice(time, 100 + (i % 7));
        if (coordinator.TryDecide(time, out Signal decision))
        {
            gate.Check(decision.Direction == SignalDirection.Long ? 5 : -5, new RiskContext(time, time, i % 50, 10, 1000));
        }

        micros[i] = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
    }

    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
}

Array.Sort(micros);
Console.WriteLine($"4 signals → fused decision → risk verdict: median {micros[micros.Length / 2]:0.00} µs, p99 {micros[(int)(micros.Length * 0.99)]:0.00} µs (bar 10), {allocated / (double)micros.Length:0.###} B a decision");
