namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// A market maker, a trend follower and a risk manager that watch one price and decide together: votes, roles by regime,
/// quorum, veto. Every decision is handed out whole. Not thread-safe; only past prices are used.
/// </summary>
public sealed class TradingTeam
{
    private readonly RoleAssignment roles = new();
    private readonly Consensus consensus;
    private readonly bool withVeto;
    private double fast, slow, average, variance, last, path, net, best, equity, target;
    private int steps;

    /// <summary>Makes a team.</summary>
    /// <param name="consensus">How votes are counted; null for the defaults.</param>
    /// <param name="withVeto">False to leave the risk manager out. Default true.</param>
    public TradingTeam(Consensus? consensus = null, bool withVeto = true)
    {
        this.consensus = consensus ?? new Consensus();
        this.withVeto = withVeto;
    }

    /// <summary>Loss from the best equity, in units of price at full position, beyond which the risk manager halves the position, and flattens it beyond twice as much. Default 3.</summary>
    public double DrawdownLimit { get; init; } = 3;

    /// <summary>Deviation of price changes beyond which the risk manager allows a quarter of the largest position. Default 0.12.</summary>
    public double VolatilityLimit { get; init; } = 0.12;

    /// <summary>The regime in force.</summary>
    public MarketRegime Regime => roles.Regime;

    /// <summary>Vote of one role on what is known now; the risk manager abstains.</summary>
    public AgentVote Vote(AgentRole role)
    {
        double deviation = Math.Sqrt(variance) + 1e-9;
        double pull = Math.Clamp((average - last) / (4 * deviation), -1, 1), trend = Math.Clamp((fast - slow) / (4 * deviation), -1, 1);
        return role switch
        {
            AgentRole.MarketMaker => new AgentVote("market-maker", role, pull, steps < 30 ? 0 : Math.Abs(pull)),
            AgentRole.TrendFollower => new AgentVote("trend-follower", role, Math.Sign(trend), steps < 30 ? 0 : Math.Abs(trend)),
            _ => new AgentVote("risk-manager", role, 0, 0),
        };
    }

    /// <summary>Takes a new price and decides on the position until the next one.</summary>
    /// <param name="price">The price; finite.</param>
    public ConsensusDecision Decide(double price)
    {
        Learn(price);
        List<RiskVeto> vetoes = [];
        if (withVeto)
        {
            if (Math.Sqrt(variance) > VolatilityLimit)
            {
                vetoes.Add(new RiskVeto("risk-manager", 0.25, "volatility"));
            }

            if (best - equity > DrawdownLimit)
            {
                vetoes.Add(new RiskVeto("risk-manager", best - equity > 2 * DrawdownLimit ? 0 : 0.5, "drawdown"));
            }
        }

        ConsensusDecision decision = consensus.Decide([Vote(AgentRole.MarketMaker), Vote(AgentRole.TrendFollower), Vote(AgentRole.RiskManager)], [.. vetoes], roles.WeightOf, target);
        target = decision.Target;
        return decision;
    }

    /// <summary>Takes a new price without deciding; for agents that are asked alone through <see cref="Vote"/>.</summary>
    /// <param name="price">The price; finite.</param>
    public void Learn(double price)
    {
        if (!double.IsFinite(price))
        {
            throw new ArgumentOutOfRangeException(nameof(price), price, "A price is finite.");
        }

        if (steps++ == 0)
        {
            fast = slow = average = last = price;
            return;
        }

        double change = price - last;
        equity += target * change;
        best = Math.Max(best, equity);
        last = price;
        fast += (price - fast) / 10;
        slow += (price - slow) / 40;
        average += (price - average) / 30;
        variance = steps == 2 ? change * change : variance + (((change * change) - variance) / 25);
        net += (change - net) / 40;
        path += (Math.Abs(change) - path) / 40;
        // Net move against the length of the way (Kaufman's efficiency ratio): 0 for swings, 1 for a straight line.
        double efficiency = path > 0 ? Math.Abs(net) / path : 0;
        roles.Update(0.25, Math.Min(1, efficiency), Math.Sqrt(variance) > VolatilityLimit ? 2 : 0);
    }
}
