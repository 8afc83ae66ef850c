using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.Benchmarks.Neural;

/// <summary>Trains teams on the regime-switching market and compares their mean over deviation of unseen episodes with that of the members alone, costs included.</summary>
internal static class TeamTable
{
    private const int Episodes = 400, Steps = 400, FirstUnseen = 1_000_000;
    private const double Cost = 0.005;

    public static void Print()
    {
        Console.WriteLine($"| market maker alone, rules | {Ratio(_ => Alone(AgentRole.MarketMaker)):F3} |");
        Console.WriteLine($"| trend follower alone, rules | {Ratio(_ => Alone(AgentRole.TrendFollower)):F3} |");
        Console.WriteLine($"| team with rules and veto | {Ratio(_ => new TradingTeam()):F3} |");
        foreach (bool central in (bool[])[false, true])
        {
            var results = new double[5];
            for (int seed = 0; seed < results.Length; seed++)
            {
                using var trainer = new TeamTrainer(() => new TeamMarket(), new TeamTrainerOptions
                {
                    CentralCritic = central,
                    Environments = 16,
                    Ppo = new PpoOptions
                    {
                        Seed = (ulong)seed + 1, TotalSteps = 300_000, RolloutSteps = 256, Minibatches = 8, LearningRate = 1e-3, Gamma = 0.95,
                        EntropyCoefficient = 0.003, NormalizeObservations = true, NormalizeRewards = true,
                    },
                });
                trainer.Train();
                results[seed] = Ratio(_ => new TradingTeam(members:
                [
                    new PolicyMember(AgentRole.MarketMaker, trainer.CreatePolicy(0)),
                    new PolicyMember(AgentRole.TrendFollower, trainer.CreatePolicy(1)),
                    new PolicyMember(AgentRole.RiskManager, trainer.CreatePolicy(2)),
                    new RiskManager(),
                ]));
            }

            Console.WriteLine($"| team trained with {(central ? "MAPPO" : "IPPO")}, 300k steps an agent, seeds 1 to 5 | {string.Join(", ", results.Select(r => r.ToString("F3")))} |");
        }
    }

    // One proposer, every vote taken as it is, no veto.
    private static TradingTeam Alone(AgentRole role) => new(new Consensus { Quorum = 0 }, [new Soloist(role)]);

    private static double Ratio(Func<int, TradingTeam> make)
    {
        var returns = new double[Episodes];
        for (int e = 0; e < Episodes; e++)
        {
            var market = new RegimeSwitchingMarket((ulong)(FirstUnseen + e));
            TradingTeam team = make(e);
            double position = 0;
            for (int t = 0; t < Steps; t++)
            {
                double target = team.Decide(market.Price).Target;
                returns[e] += (target * market.Step()) - (Cost * Math.Abs(target - position));
                position = target;
            }
        }

        double mean = returns.Average();
        return mean / Math.Sqrt(returns.Average(r => (r - mean) * (r - mean)));
    }

    /// <summary>Its proposal weighed by its own confidence is the position.</summary>
    private sealed class Soloist(AgentRole role) : ITeamMember
    {
        private readonly RuleBasedMember member = new(role);

        public string Name => member.Name;

        public AgentRole Role => role;

        public AgentVote Vote(TradingTeam team)
        {
            AgentVote vote = member.Vote(team);
            return vote with { Target = vote.Target * vote.Confidence, Confidence = 1 };
        }
    }
}
