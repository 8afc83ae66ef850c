namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What one step gave.</summary>
/// <param name="Reward">Finite reward.</param>
/// <param name="Terminated">The episode ended by its own nature: there is no future value.</param>
/// <param name="Truncated">The episode was cut although it could go on: the future has the value of the final observation.</param>
public readonly record struct StepResult(float Reward, bool Terminated = false, bool Truncated = false);
