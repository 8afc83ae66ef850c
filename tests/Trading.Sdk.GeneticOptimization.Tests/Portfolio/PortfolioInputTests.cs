namespace Trading.Sdk.GeneticOptimization.Tests;

public class PortfolioInputTests
{
    private static readonly PortfolioEstimates Four = new([0.08, 0.1, 0.12, 0.03], [0.04, 0.006, 0.004, 0, 0.006, 0.09, 0.01, 0.001, 0.004, 0.01, 0.16, 0, 0, 0.001, 0, 0.0025], ["a", "b", "c", "d"]);

    [Fact]
    public void Estimates_BadCovariance_IsRefusedByName()
    {
        Assert.Contains("semidefinite", Assert.Throws<PortfolioDataException>(() => new PortfolioEstimates([0, 0], [1, 2, 2, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("singular", Assert.Throws<PortfolioDataException>(() => new PortfolioEstimates([0, 0], [1, 1, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("constant", Assert.Throws<PortfolioDataException>(() => new PortfolioEstimates([0, 0], [1, 0, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("symmetric", Assert.Throws<PortfolioDataException>(() => new PortfolioEstimates([0, 0], [1, 0.1, 0.2, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<PortfolioDataException>(() => new PortfolioEstimates([double.NaN, 0], [1, 0, 0, 1]));
        Assert.Throws<ArgumentException>(() => new PortfolioEstimates([0, 0], [1, 0, 0]));
    }

    [Fact]
    public void Estimates_ConstantReturnsOrTooFewObservations_AreRefused()
    {
        double[][] constant = [.. Enumerable.Range(0, 20).Select(i => new[] { 0.01, i % 2 == 0 ? 0.02 : -0.01 })];
        Assert.Contains("constant", Assert.Throws<PortfolioDataException>(() => PortfolioEstimates.FromReturns(constant)).Message, StringComparison.Ordinal);
        var random = new CounterRandom(1, 0, 0, RandomPurpose.Design);
        double[][] few = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextGaussian()).ToArray())];
        Assert.Contains("singular", Assert.Throws<PortfolioDataException>(() => PortfolioEstimates.FromReturns(few)).Message, StringComparison.Ordinal);
        PortfolioEstimates shrunk = PortfolioEstimates.ShrunkFromReturns(few, out double shrinkage);
        Assert.InRange(shrinkage, 0.01, 1);
        Assert.Equal(1, new PortfolioOptimizer(shrunk).MinimumVariance().Weights.Sum(), 1e-12);
        Assert.Throws<PortfolioDataException>(() => PortfolioEstimates.FromReturns([[0.1, 0.2], [0.1]]));
        Assert.Throws<PortfolioDataException>(() => PortfolioEstimates.FromPrices([[1, 2], [1, -2], [1, 2], [2, 3]]));
    }

    [Fact]
    public void Constraints_Contradictions_AreReportedWithTheReason()
    {
        Assert.Contains("sum to 0.8", Fails(new PortfolioConstraints { MaxWeight = 0.2 }), StringComparison.Ordinal);
        Assert.Contains("more than 1", Fails(new PortfolioConstraints { MinWeight = 0.3 }), StringComparison.Ordinal);
        Assert.Contains("contradict", Fails(new PortfolioConstraints { MinWeight = 0.3, MaxWeight = 0.2 }), StringComparison.Ordinal);
        Assert.Contains("tech", Fails(new PortfolioConstraints { MaxWeight = 0.3, Groups = [new WeightGroup("tech", [0, 1], 0.7, 1)] }), StringComparison.Ordinal);
        Assert.Contains("0.5", Assert.Throws<PortfolioInfeasibleException>(() => new PortfolioOptimizer(Four).MinimumVarianceAt(0.5)).Message, StringComparison.Ordinal);
        Assert.Throws<PortfolioInfeasibleException>(() => new PortfolioOptimizer(Four).MaximumSharpe(0.2));
        Assert.Throws<PortfolioInfeasibleException>(() => new PortfolioOptimizer(Four).Frontier().At(0.01));
        Assert.Throws<PortfolioInfeasibleException>(() => new WeightRepair(10, 0.1, 5));
        Assert.Throws<PortfolioInfeasibleException>(() => new ScenarioOptimizer([[0.01, 0.02], [0.0, -0.01]]).MinimumCvar(0.95, 0.5));

        static string Fails(PortfolioConstraints c) => Assert.Throws<PortfolioInfeasibleException>(() => new PortfolioOptimizer(Four, c)).Message;
    }

    [Fact]
    public void MinimumVariance_GroupsTurnoverAndCosts_BeatEveryRandomPortfolio()
    {
        double[] current = [0.4, 0.1, 0.1, 0.4];
        var constraints = new PortfolioConstraints { MaxWeight = 0.6, Groups = [new WeightGroup("risky", [1, 2], 0.3, 0.5)], CurrentWeights = current, MaxTurnover = 0.4 };
        OptimalPortfolio best = new PortfolioOptimizer(Four, constraints).MinimumVariance();
        OptimalPortfolio sharpe = new PortfolioOptimizer(Four, constraints).MaximumSharpe(0.01);
        var costly = new PortfolioConstraints { CurrentWeights = current, TransactionCost = 0.02 };
        OptimalPortfolio afterCosts = new PortfolioOptimizer(Four, costly).MinimumVarianceAt(0.07);
        Check(best);
        Check(sharpe);
        Assert.True(Net(afterCosts.Weights) >= 0.07 - 1e-9);
        var random = new CounterRandom(2, 0, 0, RandomPurpose.Design);
        int feasible = 0;
        for (int trial = 0; trial < 200_000; trial++)
        {
            double[] w = [.. current.Select(c => Math.Max(0, c + (0.25 * random.NextGaussian())))];
            double sum = w.Sum();
            w = [.. w.Select(v => v / sum)];
            double variance = DenseMatrix.Quadratic(Four.Covariance, w), mean = DenseMatrix.Dot(Four.Mean, w);
            if (Net(w) >= 0.07)
            {
                Assert.True(variance >= afterCosts.Variance - 1e-12);
            }

            if (w.Max() <= 0.6 && w[1] + w[2] >= 0.3 && w[1] + w[2] <= 0.5 && Turnover(w) <= 0.4)
            {
                feasible++;
                Assert.True(variance >= best.Variance - 1e-12);
                Assert.True((mean - 0.01) / Math.Sqrt(variance) <= sharpe.Sharpe(0.01) + 1e-9);
            }
        }

        Assert.True(feasible > 100, $"{feasible}");

        void Check(OptimalPortfolio p)
        {
            Assert.Equal(1, p.Weights.Sum(), 1e-9);
            Assert.True(Turnover(p.Weights) <= 0.4 + 1e-8);
            Assert.InRange(p.Weights[1] + p.Weights[2], 0.3 - 1e-9, 0.5 + 1e-9);
        }

        double Turnover(double[] w) => w.Zip(current, (a, b) => Math.Abs(a - b)).Sum();
        double Net(double[] w) => DenseMatrix.Dot(Four.Mean, w) - (0.02 * Turnover(w));
    }

    [Fact]
    public void BlackLitterman_NoViews_GivesTheEquilibriumAndCertainViewsHold()
    {
        double[] market = [0.25, 0.25, 0.25, 0.25];
        PortfolioEstimates prior = PortfolioEstimates.BlackLitterman(Four.Covariance, market, 2.5, [], []);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(2.5 * DenseMatrix.Dot(Four.Covariance.Slice(i * 4, 4), market), prior.Mean[i], 1e-15);
        }

        PortfolioEstimates certain = PortfolioEstimates.BlackLitterman(Four.Covariance, market, 2.5, [[1, -1, 0, 0]], [0.02], viewVariances: [0]);
        Assert.Equal(0.02, certain.Mean[0] - certain.Mean[1], 1e-14);
    }

    [Fact]
    public void RiskParity_GivenShares_AreMet()
    {
        var optimizer = new PortfolioOptimizer(Four);
        OptimalPortfolio p = optimizer.RiskParity([0.4, 0.3, 0.2, 0.1]);
        Assert.All(optimizer.RiskShares(p.Weights).Zip([0.4, 0.3, 0.2, 0.1]), s => Assert.Equal(s.Second, s.First, 1e-12));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("2\n0.1 0.2\n0.1")]
    [InlineData("2\n0.1 0.2\n0.1 0.2\n1 1 1\n1 3 0.5\n2 2 1")]
    [InlineData("2\n0.1 0.2\n0.1 0.2\n1 1 1\n1 2 7\n2 2 1")]
    [InlineData("99999999\n")]
    public void OrLibrary_DamagedFile_NamesTheLine(string text)
    {
        PortfolioDataException e = Assert.Throws<PortfolioDataException>(() => OrLibrary.Read(new StringReader(text), "port.txt"));
        Assert.Contains("port.txt, line", e.Message, StringComparison.Ordinal);
    }
}
