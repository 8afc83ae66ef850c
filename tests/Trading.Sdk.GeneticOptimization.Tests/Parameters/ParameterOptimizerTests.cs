namespace Trading.Sdk.GeneticOptimization.Tests;

public class ParameterOptimizerTests(ITestOutputHelper output)
{
    [Fact]
    public void Optimize_PureNoise_IsReportedAsOverfitted()
    {
        var probabilities = new List<double>();
        int insignificant = 0;
        const int Seeds = 100;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] prices = Walk(600, (ulong)seed + 1);
            ParameterOptimizationResult result = new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), Crossover(prices), new ParameterOptimizerOptions { Seed = (ulong)seed, PopulationSize = 20, Generations = 8 }).Optimize(prices.Length - 1);
            probabilities.Add(result.Overfitting.ProbabilityOfOverfitting);
            insignificant += result.Overfitting.IsSignificant ? 0 : 1;
        }

        probabilities.Sort();
        output.WriteLine($"probability of overfitting: median {probabilities[Seeds / 2]:0.000}, quartiles {probabilities[Seeds / 4]:0.000} {probabilities[3 * Seeds / 4]:0.000}; insignificant {insignificant} of {Seeds}");
        Assert.True(insignificant >= 0.9 * Seeds);
        Assert.True(probabilities[Seeds / 2] >= 0.5);
    }

    [Fact]
    public void Optimize_PlantedEdge_IsFoundAndSignificant()
    {
        int significant = 0;
        var probabilities = new List<double>();
        const int Seeds = 11;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] prices = Trending(2500, (ulong)seed + 1);
            ParameterOptimizationResult result = new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), Crossover(prices), new ParameterOptimizerOptions
            {
                Seed = (ulong)seed, PopulationSize = 20, Generations = 8, Validation = ParameterValidation.WalkForward(1000, 500),
            }).Optimize(prices.Length - 1);
            significant += result.Overfitting.IsSignificant ? 1 : 0;
            probabilities.Add(result.Overfitting.ProbabilityOfOverfitting);
            Assert.Equal(2, result.Folds.Count);
            Assert.Equal(1000, result.OutOfSampleReturns.Length);
            Assert.True(result.OutOfSampleFitness > 0, $"seed {seed}: {result.OutOfSampleFitness}");
            Assert.True(result.Winner.Integer("sma.fast") < result.Winner.Integer("sma.slow"));
            Assert.Equal(2, result.Sensitivity.Count);
        }

        probabilities.Sort();
        output.WriteLine($"significant {significant} of {Seeds}; probability of overfitting: median {probabilities[Seeds / 2]:0.000}, largest {probabilities[^1]:0.000}");
        Assert.True(significant >= 10);
        Assert.True(probabilities[Seeds / 2] < 0.25);
    }

    [Fact]
    public void Optimize_AnyNumberOfThreads_GivesTheSameResult()
    {
        double[] prices = Walk(800, 3);
        ParameterOptimizationResult one = Search(1), eight = Search(8);
        Assert.Equal(one.Winner, eight.Winner);
        Assert.Equal(one.Search.StateHash, eight.Search.StateHash);
        Assert.Equal(one.Overfitting, eight.Overfitting);
        Assert.Equal(one.OutOfSampleReturns, eight.OutOfSampleReturns);

        ParameterOptimizationResult Search(int threads) => new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), Crossover(prices), new ParameterOptimizerOptions
        {
            PopulationSize = 12, Generations = 4, Threads = threads, Validation = ParameterValidation.PurgedKFold(4, holding: 5, embargo: 10),
        }).Optimize(prices.Length - 1);
    }

    [Fact]
    public void Optimize_WalkForward_NeverShowsTheFutureToASearch()
    {
        double[] prices = Walk(400, 9);
        var windows = new System.Collections.Concurrent.ConcurrentBag<BacktestWindow>();
        StrategyBacktest inner = Crossover(prices);
        new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), (ParameterSet p, BacktestWindow w, Span<double> r, in EvaluationContext c) =>
        {
            windows.Add(w);
            inner(p, w, r, in c);
        }, new ParameterOptimizerOptions { PopulationSize = 6, Generations = 2, Validation = ParameterValidation.WalkForward(200, 99, gap: 5) }).Optimize(399);
        Assert.Contains(new BacktestWindow(0, 200), windows);
        Assert.Contains(new BacktestWindow(205, 304), windows);
        Assert.Contains(new BacktestWindow(0, 399), windows);
        Assert.Equal(3, windows.Distinct().Count());
    }

    [Fact]
    public void OverfittingProbability_GoldenCase_EqualsTheReference()
    {
        var file = Trading.Sdk.Testing.GoldenFile.Load(Trading.Sdk.Tests.SharedFolder.Require("golden/decision/stats/pbo_cscv.json"));
        foreach (Trading.Sdk.Testing.GoldenCase c in file.Cases.Where(c => c.Op == "overfitting.pbo_cscv"))
        {
            double[][] rows = c.Matrix("returns");
            var probability = new OverfittingProbability(rows.Length, c.Integer("blocks"));
            for (int strategy = 0; strategy < rows[0].Length; strategy++)
            {
                probability.Add([.. rows.Select(r => r[strategy])]);
            }

            double[] expected = Trading.Sdk.Testing.GoldenCase.ToVector(c.Outputs!["logits"]!);
            double[] actual = probability.Logits();
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-12));
            Assert.Equal(c.Outputs["pbo"]!.GetValue<double>(), probability.Compute(), 1e-12);
        }
    }

    [Fact]
    public void Optimize_BacktestReturnsNaN_ThrowsWithTheParameters()
    {
        var optimizer = new ParameterOptimizer(StrategyParameters.RelativeStrength(), (ParameterSet _, BacktestWindow _, Span<double> r, in EvaluationContext _) => r.Fill(double.NaN));
        EvaluationFailedException e = Assert.Throws<EvaluationFailedException>(() => optimizer.Optimize(100));
        Assert.Equal(3, e.Values.Length);
    }

    [Fact]
    public void Optimize_StrategyThatNeverTrades_ReportsNothingToDeflate()
    {
        var optimizer = new ParameterOptimizer(StrategyParameters.Bollinger(), (ParameterSet _, BacktestWindow _, Span<double> r, in EvaluationContext _) => r.Clear(), new ParameterOptimizerOptions { Generations = 2, PopulationSize = 6 });
        ParameterOptimizationResult result = optimizer.Optimize(100);
        Assert.True(double.IsNaN(result.Overfitting.DeflatedSharpe));
        Assert.False(result.Overfitting.IsSignificant);
    }

    [Fact]
    public void Optimize_TooFewObservations_Throws()
    {
        var optimizer = new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), Crossover(Walk(100, 1)), new ParameterOptimizerOptions { Validation = ParameterValidation.WalkForward(90, 20) });
        Assert.Throws<ArgumentException>(() => optimizer.Optimize(99));
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Optimize(10));
    }

    /// <summary>Drift of changing sign that lasts about 100 observations.</summary>
    internal static double[] Trending(int count, ulong seed)
    {
        var random = new CounterRandom(seed, 1, 0, RandomPurpose.Design);
        double[] prices = new double[count];
        double log = 0, drift = 0.0025;
        for (int i = 0; i < count; i++)
        {
            prices[i] = 100 * Math.Exp(log);
            drift = random.NextDouble() < 0.01 ? -drift : drift;
            log += drift + (0.01 * random.NextGaussian());
        }

        return prices;
    }

    internal static double[] Walk(int count, ulong seed)
    {
        var random = new CounterRandom(seed, 0, 0, RandomPurpose.Design);
        double[] prices = new double[count];
        double log = 0;
        for (int i = 0; i < count; i++)
        {
            prices[i] = 100 * Math.Exp(log);
            log += 0.01 * random.NextGaussian();
        }

        return prices;
    }

    /// <summary>Long above, short below: the position of observation t is decided on prices up to t and earns the return t → t + 1.</summary>
    internal static StrategyBacktest Crossover(double[] prices)
    {
        double[] sums = new double[prices.Length + 1];
        for (int i = 0; i < prices.Length; i++)
        {
            sums[i + 1] = sums[i] + prices[i];
        }

        return (ParameterSet parameters, BacktestWindow window, Span<double> returns, in EvaluationContext _) =>
        {
            int fast = parameters.Integer("sma.fast"), slow = parameters.Integer("sma.slow");
            for (int t = window.Start; t < window.End; t++)
            {
                double position = t + 1 < slow ? 0 : Math.Sign(((sums[t + 1] - sums[t + 1 - fast]) / fast) - ((sums[t + 1] - sums[t + 1 - slow]) / slow));
                returns[t - window.Start] = position * ((prices[t + 1] / prices[t]) - 1);
            }
        };
    }
}
