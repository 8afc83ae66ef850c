using FsCheck;
using FsCheck.Fluent;

namespace Trading.Sdk.PatternIndex.Tests;

public class DynamicTimeWarpingTests
{
    [Fact]
    public void Distance_AnySeriesAndBand_EqualsTheFullTable()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            int n = random.Next(1, 40), band = random.Next(0, 45);
            float[] a = BruteForce.Vector(random, n), b = BruteForce.Vector(random, n);
            double expected = Naive(a, b, band);
            Assert.Equal(expected, DynamicTimeWarping.Distance(a, b, band), 1e-9);
            Assert.Equal(expected, DynamicTimeWarping.Distance(b, a, band), 1e-9);
            Assert.Equal(expected, DynamicTimeWarping.Distance(a, b, band, expected * 1.000001), 1e-9);
            Assert.Equal(double.PositiveInfinity, DynamicTimeWarping.Distance(a, b, band, (expected * 0.999) - 1e-9));

            // What gives the search its speed must never exceed what it stands for.
            float[] lower = new float[n], upper = new float[n];
            DynamicTimeWarping.Envelope(a, band, lower, upper);
            Assert.True(DynamicTimeWarping.LowerBound(b, lower, upper) <= expected + 1e-9);
            return true;
        }));
    }

    [Fact]
    public void Distance_BandOfZero_IsTheSquaredEuclideanDistance()
    {
        Assert.Equal(1 + 4 + 9, DynamicTimeWarping.Distance([1, 2, 3], [2, 4, 0], 0));
        Assert.Equal(0, DynamicTimeWarping.Distance([0, 0, 1, 2, 3], [0, 1, 2, 3, 3], 1));
        Assert.True(DynamicTimeWarping.Distance([0, 0, 1, 2, 3], [0, 1, 2, 3, 3], 0) > 2);
    }

    [Fact]
    public void Distance_OddInput_IsSaid()
    {
        Assert.Throws<ArgumentException>(() => DynamicTimeWarping.Distance([1], [1, 2], 1));
        Assert.Throws<ArgumentException>(() => DynamicTimeWarping.Distance([], [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DynamicTimeWarping.Distance([1], [1], -1));
        Assert.Equal(double.NaN, DynamicTimeWarping.Distance([1, float.NaN], [1, 2], 1));
        Assert.Throws<ArgumentException>(() => DynamicTimeWarping.LowerBound([1, 2], [1], [1]));
        Assert.Equal(0, DynamicTimeWarping.Distance(new float[2_000], new float[2_000], int.MaxValue));
    }

    [Fact]
    public void Search_Warped_OrdersTheCandidatesByTheWarpedDistance()
    {
        using var library = new PatternLibrary(new PatternLibraryOptions { Dimension = 12, HorizonBars = [1] });
        var random = new Random(8);
        var vectors = new List<float[]>();
        for (int i = 0; i < 600; i++)
        {
            vectors.Add(BruteForce.Vector(random, 12));
            library.Add(new Pattern { Symbol = "S" + (i % 7), StartNanos = i, EndNanos = i + 3, LabelEndNanos = i + 4, ForwardReturns = [0] }, vectors[i]);
        }

        float[] query = BruteForce.Vector(random, 12);
        foreach (bool exclude in new[] { true, false })
        {
            var asked = new PatternQuery { AsOfNanos = 10_000, Count = 15, ExcludeOverlaps = exclude, Warping = new WarpingOptions { Candidates = 600, Band = 2, ShapeDimensions = 8 } };
            IReadOnlyList<PatternMatch> matches = library.Search(query, asked);
            var expected = new List<(long Id, double Distance)>();
            foreach ((int id, double distance) in vectors.Select((v, i) => (i, Distance: Naive(query[..8], v[..8], 2) + Naive(query[8..], v[8..], 0))).OrderBy(p => p.Distance))
            {
                if (!exclude || !expected.Any(e => e.Id % 7 == id % 7 && Math.Abs(e.Id - id) <= 3))
                {
                    expected.Add((id, distance));
                }
            }

            Assert.Equal(expected.Take(15).Select(e => e.Id), matches.Select(m => m.Id));
            Assert.All(matches, m => Assert.Equal(expected.First(e => e.Id == m.Id).Distance, m.Distance, 1e-4));
        }

        Assert.All(library.Search(query, new PatternQuery { AsOfNanos = 300, Warping = new WarpingOptions() }), m => Assert.True(m.Pattern.LabelEndNanos <= 300));
        Assert.Throws<ArgumentOutOfRangeException>(() => library.Search(query, new PatternQuery { AsOfNanos = 1, Warping = new WarpingOptions { ShapeDimensions = 13 } }));
    }

    /// <summary>The recurrence over the whole table, as the paper writes it.</summary>
    private static double Naive(float[] a, float[] b, int band)
    {
        double[,] table = new double[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 && j == 0 ? 0 : double.PositiveInfinity;
                if (i > 0 && j > 0 && Math.Abs(i - j) <= band)
                {
                    double d = (double)a[i - 1] - b[j - 1];
                    table[i, j] = (d * d) + Math.Min(table[i - 1, j], Math.Min(table[i, j - 1], table[i - 1, j - 1]));
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
