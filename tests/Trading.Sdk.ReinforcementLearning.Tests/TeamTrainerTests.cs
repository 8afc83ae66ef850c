using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public sealed class TeamTrainerTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("team").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void AgentEnvironment_EveryRole_PassesTheChecker(int agent, bool central)
    {
        using var trainer = new TeamTrainer(() => new TeamMarket(), Options(central));
        PpoPolicy[] policies = [.. Enumerable.Range(0, 3).Select(trainer.CreatePolicy)];
        Assert.Empty(EnvironmentChecker.Check(() =>
        {
            var environment = new AgentEnvironment(new TeamMarket(new TeamMarketOptions { EpisodeSteps = 60 }), agent, central);
            for (int p = 0; p < 3; p++)
            {
                if (p != agent)
                {
                    environment.SetPartner(p, policies[p].Copy());
                }
            }

            return environment;
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TeamTrainer_ResumedAfterAnyRound_GivesTheBitsOfAnUninterruptedRun(bool central)
    {
        TeamTrainerOptions options = Options(central) with { SnapshotEveryRounds = 2 };
        string[] expected;
        using (var whole = new TeamTrainer(() => new TeamMarket(), options))
        {
            whole.Train();
            Assert.Equal(6, whole.Rounds);
            expected = [.. whole.Trainers.Select(PpoTrainerTests.Fingerprint)];
        }

        for (int stop = 1; stop < 6; stop += 2)
        {
            using var first = new TeamTrainer(() => new TeamMarket(), options);
            first.Train((t, _) => t.Rounds < stop);
            first.SaveCheckpoint(folder);
            using var second = new TeamTrainer(() => new TeamMarket(), options with { Ppo = options.Ppo with { Threads = 2 } });
            second.LoadCheckpoint(folder);
            second.Train();
            Assert.Equal(expected, second.Trainers.Select(PpoTrainerTests.Fingerprint));
        }
    }

    [Fact]
    public void TeamTrainer_CentralCritic_SeesTheStateAndThePolicyDoesNot()
    {
        using var central = new TeamTrainer(() => new TeamMarket(), Options(true));
        using var independent = new TeamTrainer(() => new TeamMarket(), Options(false));
        Assert.Equal(new TeamMarket().StateSize, central.Trainers[0].Parameters["critic.0.weight"].Shape[1]);
        Assert.Equal(TeamMarket.ObservationSize, independent.Trainers[0].Parameters["critic.0.weight"].Shape[1]);
        Assert.Equal(TeamMarket.ObservationSize, central.CreatePolicy(0).ObservationSize);
    }

    [Fact]
    public void TrainedTeam_AnyEpisode_StaysWithinTheLimitsOfTheRiskManager()
    {
        using var trainer = new TeamTrainer(() => new TeamMarket(), Options(true) with { Ppo = Options(true).Ppo with { TotalSteps = 20_000, RolloutSteps = 128 } });
        trainer.Train();
        for (ulong e = 0; e < (ulong)Sdk.Tests.TestEffort.Count(50, 1000); e++)
        {
            var market = new RegimeSwitchingMarket(50_000 + e);
            var team = new TradingTeam(members:
            [
                new PolicyMember(AgentRole.MarketMaker, trainer.CreatePolicy(0)),
                new PolicyMember(AgentRole.TrendFollower, trainer.CreatePolicy(1)),
                new PolicyMember(AgentRole.RiskManager, trainer.CreatePolicy(2)),
                new RiskManager(),
            ]);
            var watch = new MultiAgentTests.LimitWatch();
            for (int t = 0; t < 400; t++)
            {
                watch.Check(market.Price, team.Decide(market.Price).Target);
                market.Step();
            }
        }

        Assert.Throws<PolicyMismatchException>(() => new PolicyMember(AgentRole.RiskManager, trainer.CreatePolicy(0)));
    }

    [Fact]
    public void OpponentPool_SelfPlayOnTheDuel_RatesTheTrainedAboveTheFirst()
    {
        using var trainer = new TeamTrainer(() => new QuotingDuel(), new TeamTrainerOptions
        {
            Environments = 8,
            SnapshotEveryRounds = 10,
            Ppo = new PpoOptions { TotalSteps = 80_000, RolloutSteps = 100, LearningRate = 1e-3, HiddenSizes = [32] },
        });
        var pool = new OpponentPool(3);
        pool.Add("maker-a@first", "maker-a", trainer.CreatePolicy(0));
        trainer.Train();
        pool.Add("maker-a@last", "maker-a", trainer.CreatePolicy(0));
        pool.RunTournament(() => new QuotingDuel(), rounds: 40);
        output.WriteLine(string.Join(", ", pool.Elo.Ratings.Select(r => $"{r.Key} {r.Value:F0}")));
        Assert.True(pool.Elo.Ratings["maker-a@last"] > pool.Elo.Ratings["maker-a@first"] + 100);
        Assert.InRange(trainer.Pool.Names.Count, 2, 32);

        pool.Save(folder);
        var back = new OpponentPool(3);
        back.Load(folder);
        Assert.Equal(pool.Elo.Ratings, back.Elo.Ratings);
        File.WriteAllText(Path.Combine(folder, "pool.json"), "[{\"name\":1}]");
        Assert.Throws<InvalidDataException>(() => back.Load(folder));
    }

    [Fact]
    public void OpponentPool_Full_LosesTheOldestOfTheAgent()
    {
        using var trainer = new TeamTrainer(() => new QuotingDuel(), Options(true));
        var pool = new OpponentPool { Capacity = 2 };
        pool.Add("a1", "maker-a", trainer.CreatePolicy(0));
        pool.Add("b1", "maker-b", trainer.CreatePolicy(1));
        pool.Add("a2", "maker-a", trainer.CreatePolicy(0));
        pool.Add("a3", "maker-a", trainer.CreatePolicy(0));
        Assert.Equal(["a2", "a3", "b1"], pool.Names);
        Assert.Equal(["a2", "a3", "b1"], pool.Elo.Ratings.Keys);
    }

    private static TeamTrainerOptions Options(bool central) => new()
    {
        Environments = 4,
        CentralCritic = central,
        Ppo = new PpoOptions { TotalSteps = 4 * 32 * 6, RolloutSteps = 32, Epochs = 2, Minibatches = 2, HiddenSizes = [16], NormalizeObservations = true },
    };
}
