using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.PatternIndex;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests.Sources;

public class SourcesTests
{
    private const long Second = 1_000_000_000;

    private static readonly FeatureSchema Schema = new(
    [
        new FeatureInfo("mid", MeasureUnit.Price, 0, ""),
        new FeatureInfo("bid_depth_10bps", MeasureUnit.Quantity, 0, ""),
        new FeatureInfo("ask_depth_10bps", MeasureUnit.Quantity, 0, ""),
    ]);

    [Fact]
    public void DepthScore_ImbalanceThatHolds_LeansItsWayAfterTheGate()
    {
        var score = new DepthScore(Schema, new DepthAnalyzerOptions
        {
            BasisPoints = 10,
            Interval = TimeSpan.FromSeconds(1),
            MinimumPersistence = TimeSpan.FromSeconds(3),
            FullPersistence = TimeSpan.FromSeconds(9),
        });
        double[] scores = [.. Enumerable.Range(0, 6).Select(i => score.Update(i * Second, [100, 30, 10]))];
        Assert.Equal([0, 0, 0], scores[..3]);
        Assert.All(scores[3..], s => Assert.True(s > 0));
        Assert.True(double.IsNaN(score.Update(7 * Second, [100, double.NaN, 10])));
        score.Reset();
        Assert.Equal(0, score.Update(8 * Second, [100, 10, 30]));
        for (int i = 9; i < 13; i++)
        {
            score.Update(i * Second, [100, 10, 30]);
        }

        Assert.True(score.Update(13 * Second, [100, 10, 30]) < 0);
    }

    [Fact]
    public void PatternScore_RisesAfterTheSameShape_LeansUpAndNeverUsesUnknownOutcomes()
    {
        var shaper = new PatternShaper(new PatternShapeOptions { WindowBars = 8, ShapeDimensions = 8 });
        using var library = new PatternLibrary(new PatternLibraryOptions { Dimension = shaper.Dimension, HorizonBars = [2] });
        float[] vector = new float[shaper.Dimension];
        double[] shape = [100, 101, 100, 99, 100, 102, 103, 104];
        for (int i = 0; i < 6; i++)
        {
            PatternShape described = shaper.Describe([.. shape.Select(p => p * (1 + (i * 0.001)))], vector);
            long start = i * 20 * Second;
            library.Add(
                new Pattern
                {
                    Symbol = "A",
                    StartNanos = start,
                    EndNanos = start + (7 * Second),
                    LabelEndNanos = start + (9 * Second),
                    ForwardReturns = [0.001 * (i + 1)],
                    Shape = described,
                    Hash = ShapeHash.Compute(vector),
                },
                vector);
        }

        var score = new PatternScore(library, shaper, priceColumn: 0, horizonBars: 2);
        double Ask(long start)
        {
            score.Reset();
            double last = double.NaN;
            for (int i = 0; i < shape.Length; i++)
            {
                last = score.Update(start + (i * Second), [shape[i], 0, 0]);
            }

            return last;
        }

        Assert.True(Ask(200 * Second) > 0);
        // Before three outcomes are known there is nothing to say.
        Assert.True(double.IsNaN(Ask(20 * Second)));
    }

    [Fact]
    public void PolicyScore_AnotherObservation_IsRefused()
    {
        float[] features = new float[40];
        double[] bid = [.. Enumerable.Range(0, 40).Select(i => 100.0 + i)], ask = [.. bid.Select(b => b + 1)];
        var recording = new MarketRecording(features, bid, ask);
        using var trainer = new PpoTrainer(
            new VectorEnvironment(2, _ => new MarketReplay(recording, new MarketReplayOptions { EpisodeRows = 10, TakerFee = 0 })),
            new PpoOptions { TotalSteps = 20_000, RolloutSteps = 64 });
        trainer.Train();
        PpoPolicy policy = trainer.CreatePolicy();
        Assert.Throws<ArgumentException>(() => new PolicyScore(policy, 0, 1));
        // The price only rises: the trained policy leans up.
        Assert.True(new PolicyScore(policy, 0).Update(0, [0, 0, 0]) > 0.5);
    }

    [Fact]
    public void CalibratedSource_ScoresThatPredict_BecomeProbabilities()
    {
        var random = new RandomStream(7);
        double[] scores = new double[4000], returns = new double[4000];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = random.NextNormal();
            returns[i] = random.NextDouble() < 1 / (1 + Math.Exp(-scores[i])) ? 1 : -1;
        }

        Assert.True(CalibratedSource.Calibrate(scores, returns, out PlattScaling calibration));
        Assert.InRange(calibration.Probability(1), 0.68, 0.78);
        Assert.False(CalibratedSource.Calibrate(scores.AsSpan(0, 20), returns.AsSpan(0, 20), out _));
        Assert.False(CalibratedSource.Calibrate(new double[100], returns.AsSpan(0, 100), out _));

        var source = new CalibratedSource(new Fixed(1), calibration, instrumentId: 3, horizon: 10 * Second);
        Assert.False(source.TryGetSignal(0, out _));
        source.Update(5 * Second, []);
        Assert.True(source.TryGetSignal(6 * Second, out Signal signal));
        Assert.Equal((3, SignalDirection.Long, 5 * Second), (signal.InstrumentId, signal.Direction, signal.AvailableTime));
        Assert.False(source.TryGetSignal(4 * Second, out _));
        Assert.False(source.TryGetSignal(16 * Second, out _));
    }

    private sealed class Fixed(double score) : IScoreSource
    {
        public string Name => "fixed";

        public double Update(long time, ReadOnlySpan<double> features) => score;

        public void Reset()
        {
        }
    }
}
