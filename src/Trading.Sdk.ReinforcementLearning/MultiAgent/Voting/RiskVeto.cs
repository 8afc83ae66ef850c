namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A limit that no majority can pass.</summary>
/// <param name="Agent">Name of the risk manager.</param>
/// <param name="MaximumPosition">Largest absolute position as a share, in [0, 1]; 0 demands to be flat.</param>
/// <param name="Reason">Why, for the audit trail.</param>
public readonly record struct RiskVeto(string Agent, double MaximumPosition, string Reason);
