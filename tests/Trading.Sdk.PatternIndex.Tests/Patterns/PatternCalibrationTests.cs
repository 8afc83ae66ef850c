namespace Trading.Sdk.PatternIndex.Tests;

public class PatternCalibrationTests
{
    [Fact]
    public void Calibrate_LibraryThatKnows_MakesItsProbabilitiesBetter()
    {
        // Shapes tell the outcome with 80 %; the library's own probability is drawn too far towards the base rate.
        using PatternLibrary library = Make(3, 2_000, informative: 0.8);
        PatternCalibration calibration = library.Calibrate(1, 100_000);
        Assert.Equal(400, calibration.Samples);
        Assert.True(calibration.After.Brier <= calibration.Before.Brier, $"Brier {calibration.Before.Brier:F4} before, {calibration.After.Brier:F4} after");
        Assert.InRange(calibration.After.ExpectedCalibrationError, 0, 0.12);
        Assert.True(calibration.Probability(0.65) > 0.7);
        Assert.True(calibration.Probability(0.35) < 0.3);

        var query = new PatternQuery { AsOfNanos = 100_000, Count = 60 };
        IReadOnlyList<PatternMatch> matches = library.Search([1, 0.1f, 0.1f, 0], query);
        MatchStatistics raw = library.Judge(matches, 1, 100_000), corrected = library.Judge(matches, 1, 100_000, new MatchStatisticsOptions { Calibration = calibration });
        Assert.Equal(calibration.Probability(raw.RiseProbability), corrected.RiseProbability);
        Assert.NotEqual(0, raw.Signal);
        Assert.True(corrected.Signal > raw.Signal, $"signal {raw.Signal} raw, {corrected.Signal} corrected");
    }

    [Fact]
    public void Calibrate_Noise_GivesHardlyMoreThanTheBaseRate()
    {
        using PatternLibrary library = Make(4, 2_000, informative: 0.5);
        PatternCalibration calibration = library.Calibrate(1, 100_000);
        Assert.InRange(calibration.Probability(0.7) - calibration.Probability(0.3), -0.25, 0.25);
        Assert.InRange(calibration.After.Brier, 0.23, 0.27);
    }

    [Fact]
    public void Calibrate_LibraryWithAFuture_EqualsTheOneCutAtTheTime()
    {
        const long AsOf = 1_500;
        using PatternLibrary whole = Make(5, 2_000, 0.7), cut = Make(5, 2_000, 0.7, AsOf);
        PatternCalibration one = whole.Calibrate(1, AsOf), two = cut.Calibrate(1, AsOf);
        Assert.Equal(two.Samples, one.Samples);
        Assert.Equal(two.Before, one.Before);
        Assert.Equal(two.After, one.After);
        Assert.Equal(two.Probability(0.6), one.Probability(0.6));
    }

    [Fact]
    public void Judge_CalibrationOfTheFutureOrAnotherHorizon_IsRefused()
    {
        using PatternLibrary library = Make(6, 1_000, 0.7);
        PatternCalibration calibration = library.Calibrate(1, 900);
        var options = new MatchStatisticsOptions { Calibration = calibration };
        Assert.Throws<ArgumentException>(() => library.Judge([], 1, 899, options));
        Assert.Throws<ArgumentException>(() => library.Judge([], 3, 900, options));
        Assert.Throws<InvalidOperationException>(() => library.Calibrate(1, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => library.Calibrate(1, 900, new PatternCalibrationOptions { Samples = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => calibration.Probability(1.1));
    }

    private static PatternLibrary Make(int seed, int count, double informative, long cutAt = long.MaxValue)
    {
        var library = new PatternLibrary(new PatternLibraryOptions { Dimension = 4, HorizonBars = [1, 3] });
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            bool up = random.Next(2) == 0;
            double sign = random.NextDouble() < informative == up ? 1 : -1, size = 0.01 * (0.2 + random.NextDouble());
            float[] vector = [up ? 1 : -1, (float)random.NextDouble() * 0.2f, (float)random.NextDouble() * 0.2f, 0];
            if (i + 2 <= cutAt)
            {
                library.Add(new Pattern { Symbol = "S" + i, StartNanos = i, EndNanos = i + 1, LabelEndNanos = i + 2, ForwardReturns = [sign * size, sign * size] }, vector);
            }
        }

        return library;
    }
}
