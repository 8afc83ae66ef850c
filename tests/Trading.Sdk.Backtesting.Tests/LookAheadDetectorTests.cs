using System.Globalization;
using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting.Tests;

public class LookAheadDetectorTests
{
    private const long Minute = 60_000_000_000;

    public static TheoryData<string> Leaks => [.. Planted.Keys];

    private static IReadOnlyDictionary<string, Func<IReadOnlyList<Bar>, IEnumerable<TimedOutput>>> Planted { get; } = new Dictionary<string, Func<IReadOnlyList<Bar>, IEnumerable<TimedOutput>>>
    {
        ["future price in a feature"] = bars => Outputs(bars, i => bars[Math.Min(i + 1, bars.Count - 1)].Close - bars[i].Close),
        ["full-sample normalisation"] = bars =>
        {
            double mean = bars.Average(b => (double)b.Close), deviation = Math.Sqrt(bars.Average(b => (b.Close - mean) * (b.Close - mean)));
            return Outputs(bars, i => (bars[i].Close - mean) / deviation);
        },
        ["fill within the bar of the decision"] = bars => bars.Select(b => new TimedOutput(b.OpenTime, Text(b.Low))),
        ["resampled bar not closed"] = bars => Outputs(bars, i => bars[Math.Min(((i / 5) * 5) + 4, bars.Count - 1)].Close),
        ["label in the training set"] = bars =>
        {
            double[] next = [.. bars.Select((_, i) => i + 3 < bars.Count ? bars[i + 3].Close / (double)bars[i].Close : 1)];
            return Outputs(bars, i => i < 20 ? 0 : Enumerable.Range(i - 20, 20).Average(j => next[j]));
        },
        ["centred average"] = bars => Outputs(bars, i => Enumerable.Range(Math.Max(0, i - 2), 5).Average(j => (double)bars[Math.Min(j, bars.Count - 1)].Close)),
        ["gap filled backwards"] = bars => Outputs(bars, i => i % 7 == 3 ? bars[Math.Min(i + 1, bars.Count - 1)].Close : bars[i].Close),
        ["size from the highest price of all"] = bars => Outputs(bars, i => bars[i].Close / (double)bars.Max(b => b.High)),
        ["threshold chosen on the whole sample"] = bars =>
        {
            double threshold = Quantiles.Of([.. bars.Select(b => (double)b.Close)], 0.8);
            return Outputs(bars, i => bars[i].Close > threshold ? 1 : 0);
        },
        ["filter run forwards and backwards"] = bars =>
        {
            double[] y = [.. bars.Select(b => (double)b.Close)];
            for (int i = 1; i < y.Length; i++)
            {
                y[i] = (0.8 * y[i - 1]) + (0.2 * y[i]);
            }

            for (int i = y.Length - 2; i >= 0; i--)
            {
                y[i] = (0.8 * y[i + 1]) + (0.2 * y[i]);
            }

            return Outputs(bars, i => y[i]);
        },
        ["bar stamped by its open"] = bars => bars.Select(b => new TimedOutput(b.OpenTime, Text(b.Close))),
        ["rank among all bars"] = bars => Outputs(bars, i => bars.Count(b => b.Volume <= bars[i].Volume) / (double)bars.Count),
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Examine_PlantedLeak_IsFound(string leak)
    {
        LookAheadReport report = LookAheadDetector.Examine(Walk(200), static b => b.CloseTime, Planted[leak], Alter);
        Assert.False(report.IsClean, leak);
        Assert.All(report.Findings, f => Assert.True(f.Time <= f.Cut));
    }

    [Fact]
    public void Examine_CleanComputation_IsSilent()
    {
        IEnumerable<TimedOutput> Run(IReadOnlyList<Bar> bars) => Outputs(bars, i => Enumerable.Range(Math.Max(0, i - 9), Math.Min(10, i + 1)).Average(j => (double)bars[j].Close));
        LookAheadReport report = LookAheadDetector.Examine(Walk(200), static b => b.CloseTime, Run, Alter);
        Assert.True(report.IsClean);
        Assert.True(report.ComparedOutputs > 1000);
    }

    [Fact]
    public void Examine_StrategyOnBars_IsSilentForTheEngine()
    {
        var instrument = new Instrument(1, "W", 0.01m, 1m);
        LookAheadReport report = LookAheadDetector.Examine(
            Walk(300),
            bars => BarSession.Run(instrument, new SmaCrossover(5, 20), [.. bars], new BarSessionOptions { Execution = new() { InitialCash = 100_000, Slippage = 0.0005m } }));
        Assert.True(report.IsClean, report.IsClean ? "" : report.Findings[0].ToString());
    }

    [Fact]
    public void Examine_ComputationThatIsNotDeterministic_IsRefused()
    {
        int calls = 0;
        Assert.Throws<InvalidOperationException>(() => LookAheadDetector.Examine(Walk(20), static b => b.CloseTime, _ => [new TimedOutput(0, Text(calls++))], Alter));
    }

    private static IEnumerable<TimedOutput> Outputs(IReadOnlyList<Bar> bars, Func<int, double> value) => bars.Select((b, i) => new TimedOutput(b.CloseTime, Text(value(i)))).ToArray();

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Bar Alter(Bar bar, RandomStream random)
    {
        double factor = random.NextUniform(0.7, 1.4);
        long S(long p) => (long)(p * factor);
        return bar with { Open = S(bar.Open), High = S(bar.High), Low = S(bar.Low), Close = S(bar.Close), Volume = 1 + random.NextInt64(100_000) };
    }

    internal static Bar[] Walk(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed, 0);
        double price = 10_000;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double open = price;
            price = Math.Max(100, price * Math.Exp(random.NextNormal(0, 0.01)));
            long o = (long)open, c = (long)price;
            return new Bar { InstrumentId = 1, OpenTime = i * Minute, CloseTime = (i + 1) * Minute, Open = o, Close = c, High = Math.Max(o, c) + 5, Low = Math.Min(o, c) - 5, Volume = 1000 + random.NextInt64(1000) };
        })];
    }
}
