using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class EnvironmentTests
{
    public static TheoryData<string> Names { get; } = ["cartpole", "pendulum", "acrobot", "mm", "execution", "market", "market-styles", "portfolio"];

    [Theory]
    [MemberData(nameof(Names))]
    public void EnvironmentChecker_BuiltInEnvironment_FindsNothing(string name) => Assert.Empty(EnvironmentChecker.Check(() => Make(name)));

    [Fact]
    public void MarketMaking_Optimum_IsTheReferences()
    {
        Assert.InRange(MarketMaking.Optimum(), 66.79313, 66.79315);
        var closedForm = new CarteaJaimungal(MarketMaking.MaximumInventory, 1.5, 140, 0.2, 0.01);
        double value = MarketMaking.ExactValue((t, q) =>
        {
            (double[] bid, double[] ask) = closedForm.Depths(1 - (t * 0.005));
            int i = MarketMaking.MaximumInventory - q;
            return (double.IsNaN(bid[i]) ? 3 : bid[i], double.IsNaN(ask[i]) ? 3 : ask[i]);
        });
        Assert.InRange(value, 66.7814, 66.7815);
        Assert.InRange(MarketMaking.ExactValue((_, _) => (1 / 1.5, 1 / 1.5)), 62.0955, 62.0965);
    }

    [Fact]
    public void OptimalExecution_Ppo_ComesCloseToTheClosedForm()
    {
        using var trainer = new PpoTrainer(new VectorEnvironment(16, _ => new OptimalExecution()), PpoPresets.Execution with { TotalSteps = 120_000 });
        trainer.Train();
        var model = new AlmgrenChriss();
        double best = model.Objective(model.Holdings()), reached = model.Objective(new OptimalExecution().Plan(trainer.CreatePolicy()));
        Assert.InRange(reached / best, 1, 1.02);
    }

    [Fact]
    public void Portfolio_WeightsHeld_AccountForEveryCent()
    {
        // Units and cash by hand: the weights of a step are bought at the next row's prices, with the cost taken from everything alike.
        const int Rows = 80, Assets = 3;
        const double CostRate = 0.002;
        var random = new RandomStream(6);
        var prices = new double[Rows * Assets];
        for (int i = 0; i < prices.Length; i++)
        {
            prices[i] = i < Assets ? 50 : prices[i - Assets] * Math.Exp(0.02 * random.NextNormal());
        }

        var environment = new PortfolioAllocation([], prices, Assets, CostRate, episodeRows: Rows);
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        var units = new double[Assets];
        double cash = 1, logarithms = 0;
        for (int row = 1; row < Rows; row++)
        {
            float[] scores = [(float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()];
            StepResult result = environment.Step(scores, ref random, observation);
            logarithms += result.Reward;
            double before = cash + Enumerable.Range(0, Assets).Sum(a => units[a] * prices[(row * Assets) + a]), total = 1 + scores.Sum(s => Math.Exp(s)), traded = 0;
            for (int a = 0; a < Assets; a++)
            {
                traded += Math.Abs((Math.Exp(scores[a]) / total * before) - (units[a] * prices[(row * Assets) + a]));
            }

            double after = before - (CostRate * traded);
            for (int a = 0; a < Assets; a++)
            {
                units[a] = Math.Exp(scores[a]) / total * after / prices[(row * Assets) + a];
            }

            cash = after / total;
            Assert.Equal(after, environment.Wealth, 9);
            Assert.Equal(row == Rows - 1, result.Truncated);
        }

        Assert.Equal(Math.Log(environment.Wealth), logarithms, 4);
    }

    [Fact]
    public void Portfolio_ShiftedFuture_ChangesNoEarlierObservation()
    {
        Assert.Equal(Play(1).Take(30), Play(2).Take(30));

        static List<float[]> Play(double factor)
        {
            var random = new RandomStream(1);
            var prices = new double[60 * 2];
            for (int i = 0; i < prices.Length; i++)
            {
                prices[i] = (10 + random.NextDouble()) * (i >= 60 ? factor : 1);
            }

            var environment = new PortfolioAllocation([], prices, 2, episodeRows: 200);
            var observations = new List<float[]>();
            var observation = new float[environment.ObservationSize];
            environment.Reset(ref random, observation);
            observations.Add([.. observation]);
            for (int t = 0; t < 50; t++)
            {
                environment.Step([t % 3, -1], ref random, observation);
                observations.Add([.. observation]);
            }

            return observations;
        }
    }

    private static IEnvironment Make(string name) => name switch
    {
        "cartpole" => new CartPole(),
        "pendulum" => new Pendulum(),
        "acrobot" => new Acrobot(),
        "mm" => new MarketMaking(),
        "execution" => new OptimalExecution(priceNoise: true),
        "market" => new MarketReplay(MarketReplayTests.Record(300, 1, out double[] _, out double[] _), new MarketReplayOptions { Styles = [OrderStyle.Take, OrderStyle.Join], LatencyRows = 3, EpisodeRows = 60 }),
        "market-styles" => new MarketReplay(
            MarketReplayTests.Record(300, 1, out double[] _, out double[] _),
            new MarketReplayOptions { Styles = [OrderStyle.Iceberg, OrderStyle.Slice, OrderStyle.Join, OrderStyle.Take], MaximumPosition = 2, EpisodeRows = 60, LatencyRows = 2 }),
        _ => new PortfolioAllocation(new float[200], [.. Enumerable.Range(0, 200).Select(i => 10 + Math.Sin(i))], 2),
    };
}
