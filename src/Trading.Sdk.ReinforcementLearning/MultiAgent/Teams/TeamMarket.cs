using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// A market maker, a trend follower and a risk manager learn to decide together on a <see cref="RegimeSwitchingMarket"/>:
/// their choices are votes and a limit that go through the same <see cref="Consensus"/> and the same hard limits as in live use.
/// </summary>
/// <remarks>
/// The makers choose one of five targets from −1 to 1 (the confidence is its size), the risk manager one of four largest positions. The hidden regime is
/// part of the state that a central critic sees, and of no observation. A decision on a price earns the next change of it, less costs.
/// </remarks>
public sealed class TeamMarket : IMultiAgentEnvironment
{
    /// <summary>Numbers that each agent observes: see <see cref="TradingTeam.WriteObservation"/>.</summary>
    public const int ObservationSize = 11;

    private const int Regimes = 3;
    private static readonly AgentRole[] Roles = [AgentRole.MarketMaker, AgentRole.TrendFollower, AgentRole.RiskManager];
    private readonly TeamMarketOptions options;
    private readonly ActingMember[] acting;
    private TradingTeam team;
    private RegimeSwitchingMarket market = new(0);
    private int step;

    /// <summary>Makes the environment.</summary>
    /// <param name="options">Settings, or null for the defaults.</param>
    public TeamMarket(TeamMarketOptions? options = null)
    {
        this.options = options ??= new TeamMarketOptions();
        options.Validate();
        acting = [.. Roles.Select(r => new ActingMember(r))];
        team = Assemble();
        Agents = [.. Roles.Select(r => new AgentSpecification(NameOf(r), r, ObservationSize, ActionSpaceOf(r)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<AgentSpecification> Agents { get; }

    /// <summary>What the three observe, the proposals of the two makers, and the hidden regime.</summary>
    public int StateSize => ObservationSize + 2 + Regimes;

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <summary>The last decision with all votes and vetoes; null before the first.</summary>
    public ConsensusDecision? LastDecision { get; private set; }

    /// <summary>Name of the agent of a role.</summary>
    public static string NameOf(AgentRole role) => role switch
    {
        AgentRole.MarketMaker => "market-maker",
        AgentRole.TrendFollower => "trend-follower",
        _ => "risk-policy",
    };

    /// <summary>Choices of a role.</summary>
    public static ActionSpace ActionSpaceOf(AgentRole role) => role == AgentRole.RiskManager ? ActionSpace.Discrete(4) : ActionSpace.Discrete(5);

    /// <summary>The vote that a choice stands for.</summary>
    public static AgentVote VoteOf(AgentRole role, int choice)
    {
        double target = role == AgentRole.RiskManager ? 0 : (Math.Clamp(choice, 0, 4) - 2) / 2.0;
        return new AgentVote(NameOf(role), role, target, Math.Abs(target));
    }

    /// <summary>The largest position that a choice of the risk manager stands for: 1, 1/2, 1/4 or 0.</summary>
    public static double LimitOf(int choice) => choice switch { <= 0 => 1, 1 => 0.5, 2 => 0.25, _ => 0 };

    /// <inheritdoc/>
    public void Reset(ref RandomStream random)
    {
        market = new RegimeSwitchingMarket(random.NextUInt64());
        team = Assemble();
        LastDecision = null;
        step = 0;
        team.Learn(market.Price);
    }

    /// <inheritdoc/>
    public void Observe(int agent, Span<float> observation) => team.WriteObservation(Agents[agent].Name, observation);

    /// <inheritdoc/>
    public void WriteState(Span<float> state)
    {
        team.WriteObservation(Agents[0].Name, state);
        state[ObservationSize] = (float)acting[0].Target;
        state[ObservationSize + 1] = (float)acting[1].Target;
        for (int r = 0; r < Regimes; r++)
        {
            state[ObservationSize + 2 + r] = (int)market.HiddenRegime == r ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> actions, ref RandomStream random, Span<float> rewards)
    {
        Span<double> own = stackalloc double[2];
        double before = team.Target;
        for (int i = 0; i < acting.Length; i++)
        {
            double previous = acting[i].Target;
            acting[i].Choice = (int)actions[i];
            if (i < 2)
            {
                own[i] = -options.TradingCost * Math.Abs(acting[i].Target - previous);
            }
        }

        LastDecision = team.Conclude();
        double change = market.Step(), profit = (team.Target * change) - (options.TradingCost * Math.Abs(team.Target - before));
        double shared = profit - (options.RiskAversion * profit * profit);
        for (int i = 0; i < 2; i++)
        {
            double alone = own[i] + (acting[i].Target * change);
            rewards[i] = (float)((options.SharedReward * shared) + ((1 - options.SharedReward) * (alone - (options.RiskAversion * alone * alone))));
        }

        rewards[2] = (float)shared;
        team.Learn(market.Price);
        step++;
        return new StepResult(0, Truncated: step >= options.EpisodeSteps);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(step);
        foreach (ActingMember member in acting)
        {
            writer.Write(member.Choice);
        }

        market.Save(writer);
        team.Save(writer);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        step = reader.ReadInt32();
        int[] choices = [.. acting.Select(_ => reader.ReadInt32())];
        market.Load(reader);
        team = Assemble();
        for (int i = 0; i < acting.Length; i++)
        {
            acting[i].Choice = choices[i];
        }

        team.Load(reader);
    }

    internal static void PostView(TradingTeam team, AgentRole role, int choice)
    {
        if (role != AgentRole.RiskManager)
        {
            AgentVote vote = VoteOf(role, choice);
            team.Board.Post(new AgentMessage(vote.Agent, AgentMessageKind.View, vote.Target, vote.Confidence));
        }
        else
        {
            team.Board.Post(new AgentMessage(NameOf(role), AgentMessageKind.Limit, LimitOf(choice), 1));
        }
    }

    private TradingTeam Assemble()
    {
        foreach (ActingMember member in acting)
        {
            member.Choice = member.Role == AgentRole.RiskManager ? 0 : 2;
        }

        return new TradingTeam(members: [.. acting, new RiskManager(options.Limits)], limits: options.Limits);
    }

    /// <summary>Votes as the agent has chosen.</summary>
    private sealed class ActingMember(AgentRole role) : ITeamMember
    {
        public int Choice { get; set; }

        public double Target => VoteOf(role, Choice).Target;

        public string Name => NameOf(role);

        public AgentRole Role => role;

        public AgentVote Vote(TradingTeam team)
        {
            PostView(team, role, Choice);
            return VoteOf(role, Choice);
        }

        public void Veto(TradingTeam team, ICollection<RiskVeto> vetoes)
        {
            if (role == AgentRole.RiskManager && LimitOf(Choice) is var limit and < 1)
            {
                vetoes.Add(new RiskVeto(Name, limit, "policy"));
            }
        }
    }
}
