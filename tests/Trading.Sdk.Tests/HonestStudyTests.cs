using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Simulation;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

/// <summary>The hypothesis runner on the simulated exchange: as often wrong as it says, and able to find what is there.</summary>
public class HonestStudyTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void RandomSignals_OnSimulatedSessions_AreSupportedAsOftenAsTheLevelSays()
    {
        // 99 % interval of Binomial(2000, 0.05).
        const int Runs = 2000, Fewest = 76, Most = 126;
        int supported = CrossValidation.RunMany(Runs, i =>
        {
            double[] mids = Mids((ulong)(1 + i), seconds: 60, every: Second / 2);
            var random = new RandomStream((ulong)i, 99);
            double[] returns = [.. Enumerable.Range(1, mids.Length - 1).Select(k => (random.NextBoolean() ? 1 : -1) * Math.Log(mids[k] / mids[k - 1]))];
            return HypothesisRunner.Judge(new Hypothesis("r", "random signals predict", "signed return", ["h"]), [new HypothesisSample("h", returns, 0)]).Verdict == HypothesisVerdict.Supported ? 1 : 0;
        }, threads: 2).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"supported: {supported} of {Runs}");
        Assert.InRange(supported, Fewest, Most);
    }

    [Fact]
    public void DepthImbalance_PlantedEffect_IsFoundAndWithoutItMostlyNot()
    {
        int found = CrossValidation.RunMany(40, i => Study((ulong)(500 + i), effect: 0.6), threads: 2).Sum();
        int without = CrossValidation.RunMany(40, i => Study((ulong)(900 + i), effect: 0), threads: 2).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"planted {found} of 40, without {without} of 40");
        Assert.True(found >= 32, $"{found} of 40");
        Assert.InRange(without, 0, 6);
    }

    /// <summary>
    /// An hour of simulated prices; depth leans one way for two minutes at a time, by a coin, and the price is moved in that direction by a share of the
    /// deviation of its own five-second steps.
    /// </summary>
    private static int Study(ulong seed, double effect)
    {
        const long Interval = 5 * Second;
        double[] mids = Mids(seed, seconds: 3600, Interval);
        double[] steps = [.. Enumerable.Range(1, mids.Length - 1).Select(k => Math.Log(mids[k] / mids[k - 1]))];
        double push = effect * Moments.Of(steps).StandardDeviation;
        var random = new RandomStream(seed, 5);
        var analyzer = new DepthAnalyzer(new DepthAnalyzerOptions());
        var signals = new List<DepthSignal>();
        var times = new List<long>();
        var prices = new List<double>();
        double log = Math.Log(mids[0]);
        int lean = 1;
        for (int k = 0; k < steps.Length; k++)
        {
            lean = k % 24 == 0 ? (random.NextBoolean() ? 1 : -1) : lean;
            long time = (k + 1) * Interval;
            times.Add(time);
            prices.Add(Math.Exp(log));
            signals.Add(analyzer.Update(time, lean > 0 ? 300 : 100, lean > 0 ? 100 : 300, true));
            log += steps[k] + (lean * push);
        }

        TimeSpan[] horizons = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];
        Hypothesis hypothesis = DepthImbalanceStudy.Register(horizons);
        HypothesisReport report = DepthImbalanceStudy.Judge(hypothesis, horizons, [.. signals], [.. times], [.. prices]);
        return report.Verdict == HypothesisVerdict.Supported ? 1 : 0;
    }

    private static double[] Mids(ulong seed, int seconds, long every)
    {
        var options = new SimulationOptions { Seed = seed };
        var sink = new MidSink(new LimitOrderBook(options.Instrument), every);
        new SimulatedFeed(options, TimeSpan.FromSeconds(seconds)).RunAsync(sink, CancellationToken.None).GetAwaiter().GetResult();
        return [.. sink.Mids];
    }

    private sealed class MidSink(LimitOrderBook book, long every) : IMarketEventSink
    {
        private long next;

        public List<double> Mids { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            int start = 0;
            for (int i = 0; i < events.Length; i++)
            {
                if (!events[i].IsEndOfMessage)
                {
                    continue;
                }

                long time = events[i].ExchangeTime;
                next = next == 0 ? time + every : next;
                while (next <= time)
                {
                    if (book.Mid() is var mid && !double.IsNaN(mid))
                    {
                        Mids.Add(mid);
                    }

                    next += every;
                }

                book.Apply(events[start..(i + 1)]);
                start = i + 1;
            }
        }
    }
}
