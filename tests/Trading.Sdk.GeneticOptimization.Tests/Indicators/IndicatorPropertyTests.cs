namespace Trading.Sdk.GeneticOptimization.Tests;

public class IndicatorPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void NonDominatedSorter_RandomSetsWithTies_EqualsThePeelingOfFronts(int m)
    {
        for (int trial = 0; trial < 200; trial++)
        {
            double[] f = Random(trial, m, out int n, levels: 5);
            int[] expected = Peel(f, n, m);
            Assert.Equal(expected, NonDominatedSorter.Rank(f, m));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Hypervolume_PointsOnAGrid_EqualsTheCountOfCells(int m)
    {
        for (int trial = 0; trial < 100; trial++)
        {
            const int Levels = 4;
            double[] f = Random(trial, m, out int n, Levels);
            double[] reference = new double[m];
            Array.Fill(reference, Levels - 1);
            int cells = 0, total = (int)Math.Pow(Levels - 1, m);
            for (int cell = 0; cell < total; cell++)
            {
                bool covered = false;
                for (int i = 0; i < n && !covered; i++)
                {
                    covered = true;
                    for (int k = 0, rest = cell; k < m; k++, rest /= Levels - 1)
                    {
                        covered &= f[(i * m) + k] <= rest % (Levels - 1);
                    }
                }

                cells += covered ? 1 : 0;
            }

            Assert.Equal(cells, Hypervolume.Compute(f, reference), 1e-9);
        }
    }

    [Fact]
    public void NonDominatedSorter_NaN_IsRefused() => Assert.Throws<ArgumentException>(() => NonDominatedSorter.Rank([1, double.NaN], 2));

    [Fact]
    public void Hypervolume_NoPointBelowTheReference_IsZero() => Assert.Equal(0, Hypervolume.Compute([2, 2, 1, 3], [1, 2]));

    [Fact]
    public void Spread_EvenFrontWithExtremes_IsZero() => Assert.Equal(0, QualityIndicators.Spread([0, 4, 1, 3, 2, 2, 3, 1, 4, 0], [0, 4, 4, 0], 2), 1e-12);

    [Fact]
    public void ParetoArchive_AnyOffers_HoldsExactlyTheNonDominated()
    {
        foreach (int m in new[] { 2, 3 })
        {
            for (int trial = 0; trial < 50; trial++)
            {
                double[] f = Random(trial, m, out int n, 8);
                var archive = new ParetoArchive();
                for (int i = 0; i < n; i++)
                {
                    archive.Offer(new Solution(i, [], f[(i * m)..((i + 1) * m)], [], 0));
                }

                int[] ranks = NonDominatedSorter.Rank(f, m);
                var expected = Enumerable.Range(0, n).Where(i => ranks[i] == 0).Select(i => string.Join(',', f[(i * m)..((i + 1) * m)])).Distinct().Order(StringComparer.Ordinal);
                Assert.Equal(expected, archive.Members.Select(s => string.Join(',', s.Objectives)).Order(StringComparer.Ordinal));
            }
        }
    }

    private static double[] Random(int trial, int m, out int n, int levels)
    {
        var random = new CounterRandom((ulong)trial, m, 0, RandomPurpose.Design);
        n = 1 + random.NextInt(40);
        double[] f = new double[n * m];
        for (int i = 0; i < f.Length; i++)
        {
            f[i] = random.NextInt(levels);
        }

        return f;
    }

    private static int[] Peel(double[] f, int n, int m)
    {
        int[] ranks = new int[n];
        Array.Fill(ranks, -1);
        for (int rank = 0; ranks.Contains(-1); rank++)
        {
            int[] front = [.. Enumerable.Range(0, n).Where(i => ranks[i] < 0 && !Enumerable.Range(0, n).Any(j => ranks[j] < 0 && NonDominatedSorter.Dominates(f.AsSpan(j * m, m), f.AsSpan(i * m, m))))];
            foreach (int i in front)
            {
                ranks[i] = rank;
            }
        }

        return ranks;
    }
}
