using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

/// <summary>Under its null hypothesis a test at 5 % must reject 5 % of the time: 2,000 simulated samples each, against the 99 % binomial interval.</summary>
public class SizeTests(ITestOutputHelper output)
{
    private const int Simulations = 2000;

    [Theory]
    [InlineData("regression t")]
    [InlineData("regression F")]
    [InlineData("HC0")]
    [InlineData("HC1")]
    [InlineData("HC2")]
    [InlineData("HC3")]
    [InlineData("Newey-West")]
    [InlineData("Fama-MacBeth")]
    [InlineData("GRS")]
    [InlineData("ADF none")]
    [InlineData("ADF constant")]
    [InlineData("ADF trend")]
    [InlineData("ADF quadratic")]
    [InlineData("ADF AIC")]
    [InlineData("KPSS constant")]
    [InlineData("KPSS trend")]
    [InlineData("Ljung-Box")]
    [InlineData("Box-Pierce")]
    [InlineData("ARCH-LM")]
    [InlineData("Jarque-Bera")]
    [InlineData("t one sample")]
    [InlineData("t less")]
    [InlineData("t Welch")]
    [InlineData("t pooled")]
    [InlineData("t paired")]
    [InlineData("Mann-Whitney")]
    [InlineData("Mann-Whitney exact")]
    [InlineData("Wilcoxon")]
    [InlineData("Wilcoxon exact")]
    [InlineData("Kolmogorov-Smirnov")]
    [InlineData("Levene median")]
    [InlineData("Levene mean")]
    [InlineData("binomial")]
    [InlineData("Pearson")]
    [InlineData("Spearman")]
    [InlineData("Kendall")]
    [InlineData("Diebold-Mariano")]
    [InlineData("Diebold-Mariano horizon 3")]
    [InlineData("probabilistic Sharpe")]
    [InlineData("reality check")]
    [InlineData("SPA consistent")]
    [InlineData("SPA upper")]
    [InlineData("Kupiec")]
    [InlineData("Bonferroni")]
    [InlineData("Holm")]
    [InlineData("Benjamini-Hochberg")]
    [InlineData("information coefficient")]
    public void Test_UnderItsNull_RejectsFivePercent(string name)
    {
        int rejections = 0;
        int[] indices = StationaryBootstrap.DrawMany(300, 400, 0.5, 1, 2);
        for (int i = 0; i < Simulations; i++)
        {
            rejections += PValue(name, (ulong)i, indices) <= 0.05 ? 1 : 0;
        }

        int low = 0, high = Simulations;
        while (BinomialDistribution.Cumulative(low, Simulations, 0.05) <= 0.005)
        {
            low++;
        }

        while (BinomialDistribution.Survival(high - 1, Simulations, 0.05) <= 0.005)
        {
            high--;
        }

        output.WriteLine($"{name}: {rejections} of {Simulations} rejected; interval {low} to {high}");
        Assert.InRange(rejections, low, high);
    }

    private static double PValue(string name, ulong i, int[] indices) => name switch
    {
        "regression t" => LeastSquares.Fit(N(30, i, 1), N(90, i, 2), 3).Errors.PValues[2],
        "regression F" => LeastSquares.Fit(N(30, i, 1), N(90, i, 2), 3).FPValue,
        "HC0" or "HC1" or "HC2" or "HC3" => Robust(i, Enum.Parse<HeteroskedasticityCorrection>(name)),
        "Newey-West" => NeweyWest(i),
        "Fama-MacBeth" => Premium(i),
        "GRS" => GibbonsRossShanken.Test(N(60 * 5, i, 1), 5, N(60 * 2, i, 2), 2).PValue,
        "ADF none" => DickeyFuller.Test(Walk(300, i), 1, TrendTerms.None).PValue,
        "ADF constant" => DickeyFuller.Test(Walk(300, i), 1).PValue,
        "ADF trend" => DickeyFuller.Test(Walk(500, i), 1, TrendTerms.ConstantAndTrend).PValue,
        "ADF quadratic" => DickeyFuller.Test(Walk(500, i), 1, TrendTerms.ConstantAndQuadraticTrend).PValue,
        "ADF AIC" => DickeyFuller.TestWithAic(Walk(500, i), TrendTerms.Constant, 4).PValue,
        "KPSS constant" => Stationarity.Kpss(N(500, i), TrendTerms.Constant, 4).PValue,
        "KPSS trend" => Stationarity.Kpss(N(500, i), TrendTerms.ConstantAndTrend, 4).PValue,
        "Ljung-Box" => SerialDependence.LjungBox(N(400, i), 10).PValue,
        "Box-Pierce" => SerialDependence.BoxPierce(N(2000, i), 10).PValue,
        "ARCH-LM" => SerialDependence.ArchLm(N(1000, i), 5).PValue,
        "Jarque-Bera" => SerialDependence.JarqueBera(N(5000, i)).PValue,
        "t one sample" => StudentTests.OneSample(N(10, i), 0).PValue,
        "t less" => StudentTests.OneSample(N(10, i), 0, Alternative.Less).PValue,
        "t Welch" => StudentTests.Welch(N(30, i, 1), Simulate.Normal(20, i, 2, 0, 3)).PValue,
        "t pooled" => StudentTests.Pooled(N(8, i, 1), N(12, i, 2)).PValue,
        "t paired" => StudentTests.Paired(N(10, i, 1), N(10, i, 2)).PValue,
        "Mann-Whitney" => RankTests.MannWhitney(N(40, i, 1), N(50, i, 2)).PValue,
        "Mann-Whitney exact" => RankTests.MannWhitneyExact(N(20, i, 1), N(25, i, 2)).PValue,
        "Wilcoxon" => RankTests.WilcoxonSignedRank(N(60, i, 1), N(60, i, 2)).PValue,
        "Wilcoxon exact" => RankTests.WilcoxonSignedRankExact(N(30, i, 1), N(30, i, 2)).PValue,
        "Kolmogorov-Smirnov" => DistributionComparison.KolmogorovSmirnov(N(1009, i, 1), N(997, i, 2)).PValue,
        "Levene median" => DistributionComparison.Levene([N(300, i, 4), N(400, i, 5), N(350, i, 6)]).PValue,
        "Levene mean" => DistributionComparison.Levene([N(500, i, 1), N(400, i, 2)], LeveneCenter.Mean).PValue,
        "binomial" => Proportions.BinomialTest(N(2000, i).Count(v => v > 0), 2000),
        "Pearson" => Correlation.Pearson(N(12, i, 1), N(12, i, 2)).PValue,
        "Spearman" => Correlation.Spearman(N(60, i, 1), N(60, i, 2)).PValue,
        "Kendall" => Correlation.KendallTauB(N(60, i, 1), N(60, i, 2)).PValue,
        "Diebold-Mariano" => DieboldMariano.Test(N(200, i, 1), N(200, i, 2)).PValueCorrected,
        "Diebold-Mariano horizon 3" => DieboldMariano.Test(Average3(N(602, i, 1)), Average3(N(602, i, 2)), 3).PValueCorrected,
        "probabilistic Sharpe" => 1 - SharpeRatio.Probabilistic(Skewed(400, i)),
        "reality check" => DataSnooping.RealityCheck(N(300 * 5, i), 5, indices).PValue,
        "SPA consistent" => DataSnooping.SuperiorAbility(N(300 * 5, i), 5, indices, 0.5).PValueConsistent,
        "SPA upper" => DataSnooping.SuperiorAbility(N(300 * 5, i), 5, indices, 0.5).PValueUpper,
        "Kupiec" => TailRisk.Kupiec(2000, N(2000, i).Count(v => v > 1.2815515655446004), 0.1).PValue,
        "Bonferroni" => Adjusted(i, MultipleTestingCorrection.Bonferroni),
        "Holm" => Adjusted(i, MultipleTestingCorrection.Holm),
        "Benjamini-Hochberg" => Adjusted(i, MultipleTestingCorrection.BenjaminiHochberg),
        "information coefficient" => StudentTDistribution.TwoSided(FactorEvaluation.InformationCoefficients(N(40 * 30, i, 1), N(40 * 30, i, 2), 30).TStatistic, 39),
        _ => throw new ArgumentException("unknown test", nameof(name)),
    };

    private static double[] N(int count, ulong i, ulong part = 0) => Simulate.Normal(count, 2026, RandomStream.Key(i, part));

    private static double[] Walk(int count, ulong i)
    {
        double[] x = N(count, i);
        for (int t = 1; t < count; t++)
        {
            x[t] += x[t - 1];
        }

        return x;
    }

    private static double[] Average3(double[] x) => [.. Enumerable.Range(0, x.Length - 2).Select(t => x[t] + x[t + 1] + x[t + 2])];

    private static double[] Skewed(int count, ulong i)
    {
        var random = new RandomStream(2026, RandomStream.Key(i, 9));
        double[] x = new double[count];
        for (int t = 0; t < count; t++)
        {
            x[t] = 4 - random.NextGamma(4);
        }

        return x;
    }

    private static double Robust(ulong i, HeteroskedasticityCorrection correction)
    {
        double[] x = N(1000, i, 1), y = N(1000, i, 2);
        for (int t = 0; t < y.Length; t++)
        {
            y[t] *= 0.5 + Math.Abs(x[t]);
        }

        return LeastSquares.Robust(LeastSquares.Fit(y, x, 1), x, correction, smallSample: true).PValues[1];
    }

    private static double NeweyWest(ulong i)
    {
        // Moving averages in both series: classical errors would reject about twice as often.
        double[] x = N(2001, i, 1), y = N(2001, i, 2);
        for (int t = 2000; t > 0; t--)
        {
            x[t] += 0.5 * x[t - 1];
            y[t] += 0.5 * y[t - 1];
        }

        RegressionResult fit = LeastSquares.Fit(y.AsSpan(1), x.AsSpan(1), 1);
        return LeastSquares.NeweyWest(fit, x.AsSpan(1), smallSample: true).PValues[1];
    }

    private static double Premium(ulong i)
    {
        const int T = 240, A = 12;
        double[] factor = N(T, i, 1), returns = N(T * A, i, 2);
        for (int t = 0; t < T; t++)
        {
            for (int a = 0; a < A; a++)
            {
                returns[t * A + a] += (0.5 + a / (double)A) * factor[t];
            }
        }

        return StudentTDistribution.TwoSided(FamaMacBeth.Estimate(returns, A, factor, 1).TStatistics[1], T - 1);
    }

    private static double Adjusted(ulong i, MultipleTestingCorrection correction)
    {
        double[] p = [.. N(10, i).Select(NormalDistribution.TwoSided)];
        MultipleTesting.Adjust(p, correction, p);
        return p.Min();
    }
}
