namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What an action is.</summary>
public enum ActionSpaceKind
{
    /// <summary>One or several choices, each from its own finite set.</summary>
    Discrete,

    /// <summary>Real numbers drawn from a normal distribution and clipped to the bounds.</summary>
    Normal,

    /// <summary>Real numbers drawn from a normal distribution, squashed by tanh and scaled to the bounds.</summary>
    TanhNormal,
}
