namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Agents that watch one price and decide together: votes, roles by regime, quorum, veto. By default a market maker, a
/// trend follower and a risk manager that follow rules. Every decision is handed out whole. Not thread-safe; only past
/// prices are used.
/// </summary>
public sealed class TradingTeam
{
    private readonly RoleAssignment roles = new();
    private readonly Consensus consensus;
    private readonly ITeamMember[] members;
    private readonly double regimeDeviation;
    private readonly Dictionary<string, double> lastViews = new(StringComparer.Ordinal);
    private double best;

    /// <summary>Makes a team.</summary>
    /// <param name="consensus">How votes are counted; null for the defaults.</param>
    /// <param name="members">Who decides; null for the three with rules.</param>
    /// <param name="limits">Limits of the default risk manager, and the deviation from which the market counts as stressed; null for the defaults.</param>
    /// <exception cref="ArgumentException">Two members have the same name, or there is none.</exception>
    public TradingTeam(Consensus? consensus = null, IEnumerable<ITeamMember>? members = null, TeamLimits? limits = null)
    {
        limits ??= new TeamLimits();
        this.consensus = consensus ?? new Consensus();
        this.members = members is null
            ? [new RuleBasedMember(AgentRole.MarketMaker), new RuleBasedMember(AgentRole.TrendFollower), new RiskManager(limits)]
            : [.. members];
        if (this.members.Length == 0 || this.members.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count() != this.members.Length)
        {
            throw new ArgumentException("A team has at least one member, and all have different names.", nameof(members));
        }

        regimeDeviation = limits.Deviation;
    }

    /// <summary>Who decides.</summary>
    public IReadOnlyList<ITeamMember> Members => members;

    /// <summary>What is known of the price.</summary>
    public PriceView View { get; } = new();

    /// <summary>Messages of the members.</summary>
    public MessageBoard Board { get; } = new();

    /// <summary>The regime in force.</summary>
    public MarketRegime Regime => roles.Regime;

    /// <summary>Position decided last, as a share of the largest.</summary>
    public double Target { get; private set; }

    /// <summary>Profit so far in units of price at full position, costs not counted.</summary>
    public double Equity { get; private set; }

    /// <summary>Loss from the best equity.</summary>
    public double Drawdown => best - Equity;

    /// <summary>Takes a new price and decides on the position until the next one.</summary>
    /// <param name="price">The price; finite.</param>
    public ConsensusDecision Decide(double price)
    {
        Learn(price);
        return Conclude();
    }

    /// <summary>Takes a new price; <see cref="Conclude"/> decides on it.</summary>
    /// <param name="price">The price; finite.</param>
    public void Learn(double price)
    {
        View.Learn(price);
        Equity += Target * View.Change;
        best = Math.Max(best, Equity);
        roles.Update(0.25, View.Efficiency, View.Deviation > regimeDeviation ? 2 : 0);
    }

    /// <summary>Asks the members and decides on what was learnt.</summary>
    public ConsensusDecision Conclude()
    {
        var votes = new AgentVote[members.Length];
        List<RiskVeto> vetoes = [];
        for (int i = 0; i < members.Length; i++)
        {
            votes[i] = members[i].Vote(this);
            members[i].Veto(this, vetoes);
            lastViews[members[i].Name] = votes[i].Target * votes[i].Confidence;
        }

        ConsensusDecision decision = consensus.Decide(votes, [.. vetoes], roles.WeightOf, Target) with { Messages = [.. Board.Messages], Regime = roles.Regime };
        Target = decision.Target;
        Board.Deliver();
        return decision;
    }

    /// <summary>Writes what a member knows: the price view, the team's position and drawdown, its own last proposal, and the last messages of the roles.</summary>
    /// <param name="member">Name of the member.</param>
    /// <param name="observation">Receives [<see cref="TeamMarket.ObservationSize"/>] numbers.</param>
    public void WriteObservation(string member, Span<float> observation)
    {
        View.WriteFeatures(observation, regimeDeviation);
        int n = PriceView.FeatureNames.Count;
        observation[n] = (float)Target;
        observation[n + 1] = (float)Drawdown;
        observation[n + 2] = (float)lastViews.GetValueOrDefault(member);
        observation[n + 3] = (float)(Board.Find(TeamMarket.NameOf(AgentRole.MarketMaker), AgentMessageKind.View)?.Value ?? 0);
        observation[n + 4] = (float)(Board.Find(TeamMarket.NameOf(AgentRole.TrendFollower), AgentMessageKind.View)?.Value ?? 0);
        observation[n + 5] = (float)(Board.Find(TeamMarket.NameOf(AgentRole.RiskManager), AgentMessageKind.Limit)?.Value ?? 1);
    }

    internal void Save(BinaryWriter writer)
    {
        View.Save(writer);
        Board.Save(writer);
        roles.Save(writer);
        writer.Write(Target);
        writer.Write(Equity);
        writer.Write(best);
        foreach (ITeamMember member in members)
        {
            writer.Write(lastViews.GetValueOrDefault(member.Name));
        }
    }

    internal void Load(BinaryReader reader)
    {
        View.Load(reader);
        Board.Load(reader);
        roles.Load(reader);
        Target = reader.ReadDouble();
        Equity = reader.ReadDouble();
        best = reader.ReadDouble();
        foreach (ITeamMember member in members)
        {
            lastViews[member.Name] = reader.ReadDouble();
        }
    }
}
