namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Memory that one step of all environments writes to.</summary>
public readonly ref struct StepBuffers
{
    /// <summary>[count × observation size]: what the next action is decided on; the first observation of a new episode where one began.</summary>
    public required Span<float> Observations { get; init; }

    /// <summary>[count] rewards.</summary>
    public required Span<float> Rewards { get; init; }

    /// <summary>[count]: the episode ended by its own nature.</summary>
    public required Span<bool> Terminated { get; init; }

    /// <summary>[count]: the episode was cut and could have gone on.</summary>
    public required Span<bool> Truncated { get; init; }

    /// <summary>[count × observation size]: the last observation of the episodes that ended; other rows are left as they are.</summary>
    public required Span<float> FinalObservations { get; init; }

    /// <summary>[count × critic observation size]: the same of what the critic sees; empty when it sees the observations.</summary>
    public Span<float> FinalCriticObservations { get; init; }
}
