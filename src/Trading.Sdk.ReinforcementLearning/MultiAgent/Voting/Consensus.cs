namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Turns votes into one target: mean of the proposals weighted by role and confidence, if the support reaches the quorum;
/// then every veto is applied. Deterministic; the order of votes and vetoes does not matter. Thread-safe.
/// </summary>
public sealed class Consensus
{
    /// <summary>Least support for a new target, not negative. Default 0.2.</summary>
    public double Quorum
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The quorum is finite and not negative.");
    } = 0.2;

    /// <summary>Decides.</summary>
    /// <param name="votes">One vote an agent; votes of risk managers are not counted.</param>
    /// <param name="vetoes">Limits; the smallest holds, also over a target that is only kept.</param>
    /// <param name="roleWeight">Weight of a role, not negative; null for 1.</param>
    /// <param name="current">The target so far, kept without quorum.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or an agent votes twice.</exception>
    public ConsensusDecision Decide(ReadOnlySpan<AgentVote> votes, ReadOnlySpan<RiskVeto> vetoes, Func<AgentRole, double>? roleWeight = null, double current = 0)
    {
        if (!(Math.Abs(current) <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(current), current, "A target is in [-1, 1].");
        }

        AgentVote[] ordered = votes.ToArray();
        RiskVeto[] limits = vetoes.ToArray();
        // One order of summation, so that the same votes give the same bits.
        Array.Sort(ordered, (a, b) => string.CompareOrdinal(a.Agent, b.Agent));
        Array.Sort(limits, (a, b) => string.CompareOrdinal(a.Agent, b.Agent) is var c && c != 0 ? c : a.MaximumPosition.CompareTo(b.MaximumPosition));
        double support = 0, sum = 0, limit = 1;
        for (int i = 0; i < ordered.Length; i++)
        {
            AgentVote vote = ordered[i];
            if (!(Math.Abs(vote.Target) <= 1) || vote.Confidence is not (>= 0 and <= 1) || (i > 0 && vote.Agent == ordered[i - 1].Agent))
            {
                throw new ArgumentException($"The vote {vote} is outside the ranges, or the agent voted before.", nameof(votes));
            }

            double weight = vote.Role == AgentRole.RiskManager ? 0 : vote.Confidence * (roleWeight?.Invoke(vote.Role) ?? 1);
            support += weight;
            sum += weight * vote.Target;
        }

        foreach (RiskVeto veto in limits)
        {
            if (veto.MaximumPosition is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"The veto {veto} has no limit in [0, 1].", nameof(vetoes));
            }

            limit = Math.Min(limit, veto.MaximumPosition);
        }

        double score = support > 0 ? Math.Clamp(sum / support, -1, 1) : 0;
        bool quorum = support >= Quorum && support > 0;
        double wanted = quorum ? score : current;
        double target = Math.Clamp(wanted, -limit, limit);
        return new ConsensusDecision(target, score, support, quorum, target != wanted, ordered, limits);
    }
}
