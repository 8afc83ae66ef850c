namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What one agent proposes.</summary>
/// <param name="Agent">Name of the agent; one vote a name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Target">Position to hold as a share of the largest, in [−1, 1].</param>
/// <param name="Confidence">In [0, 1]; 0 is an abstention.</param>
public readonly record struct AgentVote(string Agent, AgentRole Role, double Target, double Confidence);
