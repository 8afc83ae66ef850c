using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting.Tests;

public class HonestStatisticsTests
{
    // 99 % interval of Binomial(2000, 0.05).
    private const int Runs = 2000, FewestFalse = 76, MostFalse = 126;

    [Fact]
    public void ProbabilisticSharpe_StrategiesOnRandomWalks_IsSignificantAsOftenAsItSays()
    {
        var instrument = new Instrument(1, "W", 0.01m, 1m);
        int significant = CrossValidation.RunMany(Runs, i =>
        {
            Bar[] bars = LookAheadDetectorTests.Walk(260, (ulong)(1000 + i));
            StrategySessionResult result = BarSession.Run(instrument, new SmaCrossover(3, 12, lots: 10), bars, new BarSessionOptions { Execution = new BarExecutionOptions { InitialCash = 100_000 } });
            return RunStatistics.Of(result, 100_000, 252).DeflatedSharpe >= 0.95 ? 1 : 0;
        }, threads: 2).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"significant at 5 %: {significant} of {Runs}");
        Assert.InRange(significant, FewestFalse, MostFalse);
    }

    [Fact]
    public void Hypothesis_NoEffectWithOverlap_IsSupportedAsOftenAsItSays()
    {
        int supported = CrossValidation.RunMany(Runs, i =>
        {
            HypothesisSample sample = Overlapping((ulong)(9000 + i), 2400, 5, drift: 0);
            return HypothesisRunner.Judge(new Hypothesis("n", "nothing", "mean", ["h"]), [sample]).Verdict == HypothesisVerdict.Supported ? 1 : 0;
        }, threads: 2).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"supported at 5 %: {supported} of {Runs}");
        Assert.InRange(supported, FewestFalse, MostFalse);
    }

    [Fact]
    public void Hypothesis_PlantedEffect_IsFoundInFourOfFiveRuns()
    {
        // A drift of an eighth of the deviation of one step: 2,400 signals over horizons of five steps.
        int found = CrossValidation.RunMany(200, i => HypothesisRunner.Judge(
            new Hypothesis("p", "planted", "mean", ["h"]),
            [Overlapping((ulong)(70_000 + i), 2400, 5, drift: 0.125)]).Verdict == HypothesisVerdict.Supported ? 1 : 0, threads: 2).Sum();
        Assert.True(found >= 160, $"{found} of 200");
    }

    [Fact]
    public void Hypothesis_TooFewOrMismatchedSamples_IsSaidSo()
    {
        var hypothesis = new Hypothesis("x", "x", "x", ["a", "b"]);
        HypothesisReport report = HypothesisRunner.Judge(hypothesis, [new("a", [0.1, 0.2], 0), new("b", [], 3)]);
        Assert.Equal(HypothesisVerdict.TooFewObservations, report.Verdict);
        Assert.Throws<ArgumentException>(() => HypothesisRunner.Judge(hypothesis, [new("a", [0.1], 0)]));
        Assert.Throws<ArgumentException>(() => HypothesisRunner.Judge(hypothesis, [new("a", [double.NaN], 0), new("b", [], 0)]));
    }

    [Fact]
    public void Run_ManyTimesAndThreads_SameLogToTheByte()
    {
        var instrument = new Instrument(1, "W", 0.01m, 1m);
        Bar[][] markets = [.. Enumerable.Range(0, 8).Select(i => LookAheadDetectorTests.Walk(300, (ulong)i))];
        ulong[] Hashes(int threads) => CrossValidation.RunMany(20 * markets.Length, i => BarSession.Run(
            instrument, new SmaCrossover(4, 16), markets[i % markets.Length], new BarSessionOptions { Execution = new BarExecutionOptions { InitialCash = 50_000, Fees = new FeeSchedule(0.0001m, 0.0002m), BorrowRatePerYear = 0.03m } }).EventLogHash, threads);
        ulong[] one = Hashes(1);
        Assert.Equal(one, Hashes(2));
        Assert.Equal(one, Hashes(4));
        Assert.Equal(markets.Length, one.Distinct().Count());
        Assert.All(Enumerable.Range(0, one.Length), i => Assert.Equal(one[i % markets.Length], one[i]));
    }

    [Fact]
    public void Paths_CombinatorialSplits_TakeEachLabelOncePerPath()
    {
        long[] starts = [.. Enumerable.Range(0, 60).Select(i => (long)i * 10)], ends = [.. starts.Select(s => s + 9)];
        IReadOnlyList<TrainTestSplit> splits = TimeSeriesSplits.CombinatorialPurged(starts, ends, 6, 2, 0);
        IReadOnlyList<FoldResult> folds = CrossValidation.Run(splits, (i, _) => i, (fold, test) => [.. test.Select(t => (fold * 1000.0) + t)], threads: 2);
        double[][] paths = CrossValidation.Paths(folds, 60, 6, 2);
        Assert.Equal(5, paths.Length);
        Assert.All(paths, p => Assert.Equal(Enumerable.Range(0, 60), p.Select(v => (int)v % 1000)));
        Assert.Equal(300, paths.SelectMany(p => p).Distinct().Count());
    }

    [Fact]
    public void TearSheet_LosingRun_SaysSoAndIsSelfContained()
    {
        var instrument = new Instrument(1, "W <b>", 0.01m, 1m);
        StrategySessionResult result = BarSession.Run(instrument, new SmaCrossover(2, 5), LookAheadDetectorTests.Walk(200, 3), new BarSessionOptions { Execution = new BarExecutionOptions { InitialCash = 100_000, Fees = new FeeSchedule(0.01m, 0.01m) } });
        RunStatistics statistics = RunStatistics.Of(result, 100_000, 252);
        string html = TearSheet.Render("<script>", result, instrument, statistics, 100_000);
        Assert.Contains("The strategy lost", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(0, result.ConservationError);
    }

    private static HypothesisSample Overlapping(ulong seed, int count, int horizon, double drift)
    {
        var random = new RandomStream(seed, 3);
        double[] steps = [.. Enumerable.Range(0, count + horizon).Select(_ => random.NextNormal(drift, 1))];
        return new HypothesisSample("h", [.. Enumerable.Range(0, count).Select(i => steps.AsSpan(i, horizon).ToArray().Sum())], horizon - 1);
    }
}
