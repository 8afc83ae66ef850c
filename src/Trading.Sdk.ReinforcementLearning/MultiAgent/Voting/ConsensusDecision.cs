namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A decision of a team with everything it followed from, for the audit trail.</summary>
/// <param name="Target">Position to hold as a share of the largest, in [−1, 1].</param>
/// <param name="Score">Confidence-weighted mean of the proposals before quorum and veto; 0 when nobody supports anything.</param>
/// <param name="Support">Σ role weight · confidence.</param>
/// <param name="HasQuorum">False when the support was too little and the earlier target was kept.</param>
/// <param name="IsVetoed">True when a veto made the target smaller.</param>
/// <param name="Votes">The votes, ordered by agent.</param>
/// <param name="Vetoes">The vetoes, ordered by agent.</param>
public sealed record ConsensusDecision(double Target, double Score, double Support, bool HasQuorum, bool IsVetoed, IReadOnlyList<AgentVote> Votes, IReadOnlyList<RiskVeto> Vetoes)
{
    /// <summary>Messages that the members could read when they voted, ordered by sender and kind.</summary>
    public IReadOnlyList<AgentMessage> Messages { get; init; } = [];

    /// <summary>The regime that gave the roles their weights.</summary>
    public MarketRegime Regime { get; init; }
}
