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
