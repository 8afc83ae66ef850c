namespace Trading.Sdk.Spectrum.Tests;

public class PeakFinderTests
{
    /// <summary>The walk over all maxima at once against the plain search from each place; rounded values make plateaus and equal heights.</summary>
    [Fact]
    public void Find_RoundedNoiseAndWalks_MeasuresAsThePlainSearch()
    {
        var noise = new Noise(31);
        int peaksSeen = 0, plateaus = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            double[] x = noise.White(noise.Integer(1, 200));
            double grain = noise.Uniform(0.01, 1);
            bool walk = noise.Uniform() < 0.5;
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = (Math.Round(x[i] / grain) * grain) + (walk && i > 0 ? x[i - 1] : 0);
            }

            Peak[] found = PeakFinder.Find(x), measured = PeakFinder.Measure(x, [.. found.Select(p => p.Index)]);
            for (int i = 0; i < found.Length; i++)
            {
                Peak expected = measured[i] with { PlateauLeft = found[i].PlateauLeft, PlateauRight = found[i].PlateauRight, LeftThreshold = found[i].LeftThreshold, RightThreshold = found[i].RightThreshold };
                Assert.Equal(expected, found[i]);
                plateaus += found[i].PlateauLength > 1 ? 1 : 0;
            }

            peaksSeen += found.Length;
            double least = noise.Uniform(0, 2);
            Assert.Equal(found.Where(p => p.Prominence >= least), PeakFinder.Find(x, new PeakOptions { MinimumProminence = least }));
        }

        Assert.True(peaksSeen > 3000 && plateaus > 100, $"{peaksSeen} peaks, {plateaus} plateaus");
    }

    [Fact]
    public void Find_BadConditions_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>("options", () => PeakFinder.Find([1, 2, 1], new PeakOptions { Distance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("options", () => PeakFinder.Find([1, 2, 1], new PeakOptions { ProminenceWindow = 1 }));
        Assert.Throws<ArgumentException>("signal", () => PeakFinder.Find([1, double.NaN, 1]));
        Assert.Empty(PeakFinder.Find([]));
        Assert.Empty(PeakFinder.Find([3, 3, 3]));
    }
}
