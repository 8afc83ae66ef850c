using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class HypothesisTests
{
    [Fact]
    public void MannWhitney_AnySamples_CountsThePairs() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        double[] a = [.. Enumerable.Range(0, random.NextInt32(1, 20)).Select(_ => (double)random.NextInt32(9))];
        double[] b = [.. Enumerable.Range(0, random.NextInt32(1, 20)).Select(_ => (double)random.NextInt32(9))];
        double pairs = a.Sum(x => b.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
        return RankTests.MannWhitney(a, b).Statistic == pairs;
    }));

    [Fact]
    public void MannWhitneyExact_SmallSamples_EqualsTheEnumeration()
    {
        double[] all = [0.3, 1.7, 2.2, 3.9, 4.1, 5.8, 6.6];
        double[] u = [.. Enumerable.Range(0, 1 << 7).Where(m => System.Numerics.BitOperations.PopCount((uint)m) == 3).Select(m =>
            RankTests.MannWhitney([.. all.Where((_, i) => (m >> i & 1) == 1)], [.. all.Where((_, i) => (m >> i & 1) == 0)]).Statistic)];
        double[] a = [1.7, 4.1, 6.6], b = [0.3, 2.2, 3.9, 5.8];
        double observed = RankTests.MannWhitney(a, b).Statistic;
        Assert.Equal(u.Count(v => v >= observed) / 35.0, RankTests.MannWhitneyExact(a, b, Alternative.Greater).PValue, 1e-14);
        Assert.Equal(u.Count(v => v <= observed) / 35.0, RankTests.MannWhitneyExact(a, b, Alternative.Less).PValue, 1e-14);
    }

    [Fact]
    public void WilcoxonExact_SmallSample_EqualsTheEnumeration()
    {
        double[] a = [1.1, -2.3, 3.2, 4.7, -0.6], zero = new double[5];
        double[] sums = [.. Enumerable.Range(0, 32).Select(m => Enumerable.Range(1, 5).Where(r => (m >> (r - 1) & 1) == 1).Sum(r => (double)r))];
        HypothesisTestResult result = RankTests.WilcoxonSignedRankExact(a, zero);
        Assert.Equal(4, result.Statistic);
        Assert.Equal(2 * sums.Count(s => s <= 4) / 32.0, result.PValue, 1e-14);
    }

    [Fact]
    public void RankTests_NoInformation_GiveNaN()
    {
        Assert.True(double.IsNaN(RankTests.MannWhitney([1, 1], [1, 1, 1]).PValue));
        Assert.True(double.IsNaN(RankTests.WilcoxonSignedRank([1, 2], [1, 2]).PValue));
        Assert.Throws<ArgumentException>("b", () => RankTests.WilcoxonSignedRankExact([1, 2], [1, 2]));
        Assert.Throws<ArgumentException>("b", () => RankTests.MannWhitneyExact([1, 2], [2, 3]));
        Assert.Throws<ArgumentException>("values", () => RankTests.MannWhitney([double.NaN], [1]));
    }

    /// <summary>Reference: the matrix-power form of Durbin's recursion (SciPy's _kolmogn_DMTW), exact to about 1e−13; the tail by SciPy's kstwo.</summary>
    [Theory]
    [InlineData(0.2389, 26, 0.08639863693967864)]
    [InlineData(0.1, 171, 0.060999997846502854)]
    [InlineData(0.05, 500, 0.15866263922062615)]
    [InlineData(0.03, 1500, 0.13169309998727177)]
    [InlineData(0.009, 10000, 0.39043921240531865)]
    [InlineData(0.3, 5, 0.664)]
    [InlineData(0.9, 3, 0.002)]
    [InlineData(0.8, 171, 2.5966638173204435e-118)]
    public void Kolmogorov_Survival_EqualsTheExactValue(double distance, int observations, double expected) =>
        Assert.Equal(expected, KolmogorovDistribution.Survival(distance, observations), Math.Max(2e-13, 1e-11 * expected) * (expected < 1e-10 ? expected : 1));

    [Fact]
    public void Kolmogorov_LimitOfTheExactForm_MeetsTheExpansion()
    {
        // From 20,000 to 20,001 observations the method changes; the probability itself changes by its derivative only.
        foreach (double d in new[] { 0.004, 0.006, 0.009, 0.013 })
        {
            double step = KolmogorovDistribution.Survival(d, 20_000) - KolmogorovDistribution.Survival(d, 20_001);
            double next = KolmogorovDistribution.Survival(d, 20_001) - KolmogorovDistribution.Survival(d, 20_002);
            Assert.Equal(next, step, 1e-8);
        }

        Assert.Equal(1, KolmogorovDistribution.Survival(0.01, 30));
        Assert.Equal(0, KolmogorovDistribution.Survival(1, 30));
        Assert.Equal(2 * Math.Pow(0.25, 1), KolmogorovDistribution.Survival(0.75, 1), 1e-14);
    }

    [Fact]
    public void Kolmogorov_Survival_FallsWithDistance()
    {
        foreach (int n in new[] { 1, 7, 60, 900, 30_000 })
        {
            double previous = 1;
            for (int i = 1; i < 400; i++)
            {
                double p = KolmogorovDistribution.Survival(i / 400.0 * Math.Min(1, 4 / Math.Sqrt(n)), n);
                Assert.True(p <= previous + 1e-9, $"n {n}, step {i}: {previous:R} then {p:R}");
                previous = p;
            }
        }
    }

    [Fact]
    public void KolmogorovSmirnov_AnySamples_EqualsTheBruteForceDistance() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        double[] a = [.. Enumerable.Range(0, random.NextInt32(1, 25)).Select(_ => (double)random.NextInt32(12))];
        double[] b = [.. Enumerable.Range(0, random.NextInt32(1, 25)).Select(_ => (double)random.NextInt32(12))];
        double distance = a.Concat(b).Max(v => Math.Abs(a.Count(x => x <= v) / (double)a.Length - b.Count(x => x <= v) / (double)b.Length));
        return DistributionComparison.KolmogorovSmirnov(a, b).Statistic == distance;
    }));

    [Fact]
    public void KendallTauB_AnyPairs_EqualsTheCountOfPairs() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int n = random.NextInt32(2, 40);
        double[] a = [.. Enumerable.Range(0, n).Select(_ => (double)random.NextInt32(8))], b = [.. Enumerable.Range(0, n).Select(_ => (double)random.NextInt32(8))];
        double balance = 0, ta = 0, tb = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                balance += Math.Sign(a[i] - a[j]) * Math.Sign(b[i] - b[j]);
                ta += a[i] != a[j] ? 1 : 0;
                tb += b[i] != b[j] ? 1 : 0;
            }
        }

        double expected = balance / Math.Sqrt(ta * tb), actual = Correlation.KendallTauB(a, b).Statistic;
        return double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-14;
    }));

    [Fact]
    public void Correlation_PerfectAssociation_IsOneWithPValueZero()
    {
        Assert.Equal(new HypothesisTestResult(1, 0), Correlation.Pearson([1, 2, 3, 4], [2, 4, 6, 8]));
        Assert.Equal(-1, Correlation.Spearman([1, 2, 3, 4], [9, 4, 1, 0]).Statistic, 1e-15);
        Assert.True(double.IsNaN(Correlation.Pearson([1, 1, 1], [1, 2, 3]).Statistic));
        Assert.True(double.IsNaN(Correlation.Pearson([1, 2], [1, 3]).PValue));
    }

    [Fact]
    public void BinomialTest_AnyCounts_EqualsTheSumOverOutcomes() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int n = random.NextInt32(1, 60), k = random.NextInt32(0, n + 1);
        double p = random.NextInt32(0, 21) / 20.0, observed = BinomialDistribution.Mass(k, n, p);
        double expected = Enumerable.Range(0, n + 1).Select(i => BinomialDistribution.Mass(i, n, p)).Where(m => m <= observed * (1 + 1e-7)).Sum();
        return Math.Abs(Math.Min(1, expected) - Proportions.BinomialTest(k, n, p)) < 1e-12;
    }));

    [Fact]
    public void ProportionIntervals_ExtremeCounts_EndAtZeroAndOne()
    {
        Assert.Equal(0, Proportions.Wilson(0, 20).Low);
        Assert.Equal(1, Proportions.Wilson(20, 20).High);
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 20), Proportions.ClopperPearson(0, 20).High, 1e-14);
        Assert.Equal(Math.Pow(0.025, 1.0 / 20), Proportions.ClopperPearson(20, 20).Low, 1e-14);
    }

    [Fact]
    public void ClopperPearson_AnyShare_CoversAtLeastItsConfidence()
    {
        for (int percent = 1; percent < 100; percent += 7)
        {
            double covered = Enumerable.Range(0, 31).Where(k => Proportions.ClopperPearson(k, 30, 0.9).Contains(percent / 100.0)).Sum(k => BinomialDistribution.Mass(k, 30, percent / 100.0));
            Assert.True(covered >= 0.9, $"{percent} %: {covered}");
        }
    }

    [Fact]
    public void MultipleTesting_AnyPValues_AreOrderedByStrength() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        double[] p = [.. Enumerable.Range(0, random.NextInt32(0, 30)).Select(_ => random.NextBoolean() ? random.NextDouble() : random.NextInt32(4) / 10.0)];
        double[][] adjusted = [.. Enum.GetValues<MultipleTestingCorrection>().Select(c =>
        {
            double[] q = new double[p.Length];
            MultipleTesting.Adjust(p, c, q);
            return q;
        })];
        for (int i = 0; i < p.Length; i++)
        {
            for (int j = 0; j < p.Length; j++)
            {
                if (adjusted.Any(q => p[i] <= p[j] && q[i] > q[j]))
                {
                    return false;
                }
            }

            if (!(adjusted[0][i] >= adjusted[1][i] && adjusted[1][i] >= adjusted[2][i] - 1e-15 && adjusted[3][i] >= adjusted[2][i] && adjusted[2][i] >= p[i] - 1e-15))
            {
                return false;
            }
        }

        return true;
    }));

    [Fact]
    public void StudentTests_ConfidenceInterval_ExcludesTheMeanExactlyWhenTheTestRejects()
    {
        for (ulong i = 0; i < 200; i++)
        {
            StudentTestResult result = StudentTests.Welch(Simulate.Normal(9, i, 1, 0.8), Simulate.Normal(7, i, 2));
            Assert.Equal(result.PValue < 0.05, !result.ConfidenceInterval(0.95).Contains(0));
        }
    }

    [Fact]
    public void StudentTests_Alternatives_AddUpToOne()
    {
        double[] a = Simulate.Normal(9, 1), b = Simulate.Normal(12, 2);
        Assert.Equal(1, StudentTests.Welch(a, b, Alternative.Less).PValue + StudentTests.Welch(a, b, Alternative.Greater).PValue, 1e-14);
        Assert.Equal(StudentTests.Paired(a, b.AsSpan(0, 9)).Statistic, -StudentTests.Paired(b.AsSpan(0, 9), a).Statistic, 1e-14);
        Assert.True(double.IsNaN(StudentTests.OneSample([2, 2, 2], 2).PValue));
        Assert.Equal(0, StudentTests.OneSample([2, 2, 2], 1).PValue);
    }

    [Fact]
    public void DieboldMariano_EqualForecasts_GivesNaN()
    {
        DieboldMariano result = DieboldMariano.Test([1, -2, 3], [1, -2, 3]);
        Assert.True(double.IsNaN(result.Statistic) && double.IsNaN(result.PValueNormal));
        Assert.Throws<ArgumentOutOfRangeException>("horizon", () => DieboldMariano.Test([1, 2], [1, 2], 3));
    }

    [Fact]
    public void HypothesisTests_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("a", () => StudentTests.OneSample([1.0]));
        Assert.Throws<ArgumentException>("b", () => StudentTests.Welch([1, 2], [1.0]));
        Assert.Throws<ArgumentException>("b", () => StudentTests.Paired([1, 2], [1.0]));
        Assert.Throws<ArgumentException>("groups", () => DistributionComparison.Levene([[1, 2]]));
        Assert.Throws<ArgumentException>("a", () => DistributionComparison.KolmogorovSmirnov([double.NaN], [1]));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => Proportions.BinomialTest(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => Proportions.Wilson(0, 0));
        Assert.Throws<ArgumentException>("pValues", () => MultipleTesting.Adjust([2.0], MultipleTestingCorrection.Holm, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>("observations", () => KolmogorovDistribution.Survival(0.1, 0));
    }
}
