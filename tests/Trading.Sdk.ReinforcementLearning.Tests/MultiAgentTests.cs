using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class MultiAgentTests(ITestOutputHelper output)
{
    [Fact]
    public void Team_ThousandEpisodes_KeepsItsLimitsAndBeatsTheBestSingleAgent()
    {
        const int Episodes = 1000, Steps = 400;
        double[] team = new double[Episodes], maker = new double[Episodes], follower = new double[Episodes];
        for (int e = 0; e < Episodes; e++)
        {
            var market = new RegimeSwitchingMarket((ulong)e);
            var members = new TradingTeam();
            var alone = new TradingTeam();
            for (int t = 0; t < Steps; t++)
            {
                ConsensusDecision decision = members.Decide(market.Price);
                double limit = decision.Vetoes.Count == 0 ? 1 : decision.Vetoes.Min(v => v.MaximumPosition);
                Assert.True(Math.Abs(decision.Target) <= limit);
                alone.Learn(market.Price);
                AgentVote makerVote = alone.Vote(AgentRole.MarketMaker), followerVote = alone.Vote(AgentRole.TrendFollower);
                double change = market.Step();
                team[e] += decision.Target * change;
                maker[e] += makerVote.Target * makerVote.Confidence * change;
                follower[e] += followerVote.Target * followerVote.Confidence * change;
            }
        }

        output.WriteLine($"team {Ratio(team):F3}, market maker {Ratio(maker):F3}, trend follower {Ratio(follower):F3}");
        Assert.True(Ratio(team) > Math.Max(Ratio(maker), Ratio(follower)), $"team {Ratio(team):F3}, market maker {Ratio(maker):F3}, trend follower {Ratio(follower):F3}");
    }

    [Fact]
    public void Consensus_AnyVotes_IsMonotoneInConfidenceOrderIndependentAndUnderTheVeto() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Choose(1, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new RandomStream((ulong)seed);
                var votes = new AgentVote[1 + random.NextInt32(6)];
                for (int i = 0; i < votes.Length; i++)
                {
                    votes[i] = new AgentVote($"a{i}", (AgentRole)random.NextInt32(2), (2 * random.NextDouble()) - 1, random.NextDouble());
                }

                var vetoes = new RiskVeto[random.NextInt32(3)];
                for (int i = 0; i < vetoes.Length; i++)
                {
                    vetoes[i] = new RiskVeto($"r{i}", random.NextDouble(), "test");
                }

                var consensus = new Consensus();
                ConsensusDecision decision = consensus.Decide(votes, vetoes);
                AgentVote[] reversed = [.. votes.Reverse()];
                RiskVeto[] reversedVetoes = [.. vetoes.Reverse()];
                ConsensusDecision other = consensus.Decide(reversed, reversedVetoes);
                AgentVote[] louder = [.. votes];
                int k = random.NextInt32(votes.Length);
                louder[k] = votes[k] with { Confidence = votes[k].Confidence + ((1 - votes[k].Confidence) * random.NextDouble()) };
                double moved = consensus.Decide(louder, vetoes).Score - decision.Score;
                double limit = vetoes.Length == 0 ? 1 : vetoes.Min(v => v.MaximumPosition);
                return decision.Target == other.Target && decision.Score == other.Score
                    && Math.Abs(decision.Target) <= limit
                    && moved * Math.Sign(votes[k].Target - decision.Score) >= -1e-12;
            }));

    [Fact]
    public void Consensus_WithoutQuorum_KeepsTheTargetUnderTheVeto()
    {
        var consensus = new Consensus { Quorum = 1 };
        ConsensusDecision kept = consensus.Decide([new AgentVote("a", AgentRole.MarketMaker, -1, 0.4)], [], current: 0.8);
        Assert.False(kept.HasQuorum);
        Assert.Equal(0.8, kept.Target);
        ConsensusDecision cut = consensus.Decide([], [new RiskVeto("r", 0.1, "limit")], current: 0.8);
        Assert.Equal(0.1, cut.Target);
        Assert.True(cut.IsVetoed);
    }

    [Fact]
    public void RoleAssignment_ShortFlicker_DoesNotChangeTheRegime()
    {
        var roles = new RoleAssignment { Patience = 3 };
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(MarketRegime.Quiet, roles.Update(0.2, i % 3 == 0 ? 0 : 0.9, 0));
        }

        roles.Update(0.2, 0.9, 0);
        Assert.Equal(MarketRegime.Trending, roles.Update(0.2, 0.9, 0));
        Assert.Equal(MarketRegime.Trending, roles.Update(0.95, 0.9, 0));
    }

    [Fact]
    public void EloRatings_StrongerPlayer_RisesAndTheSumStays()
    {
        var elo = new EloRatings();
        elo.Add("a");
        elo.Add("b");
        for (int i = 0; i < 50; i++)
        {
            elo.Record("a", "b", 1);
        }

        Assert.True(elo.Expected("a", "b") > 0.8);
        Assert.InRange(elo.Ratings.Values.Sum(), 2400 - 1e-9, 2400 + 1e-9);
        var random = new RandomStream(1);
        Assert.Equal("b", elo.Opponent("a", ref random));
    }

    private static double Ratio(double[] returns)
    {
        double mean = returns.Average();
        return mean / Math.Sqrt(returns.Average(r => (r - mean) * (r - mean)));
    }
}
