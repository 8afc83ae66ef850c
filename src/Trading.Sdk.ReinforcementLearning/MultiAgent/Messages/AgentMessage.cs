namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What one agent tells all others; read one step later.</summary>
/// <param name="Sender">Name of the sender.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Value">See the kind.</param>
/// <param name="Confidence">In [0, 1].</param>
public readonly record struct AgentMessage(string Sender, AgentMessageKind Kind, double Value, double Confidence);
