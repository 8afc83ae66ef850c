namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What one iteration of training (a rollout and its update) did.</summary>
public sealed record PpoProgress
{
    /// <summary>Iterations done.</summary>
    public required long Iteration { get; init; }

    /// <summary>Environment steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>Environment steps of the whole training.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Episodes ended since the training began.</summary>
    public required long Episodes { get; init; }

    /// <summary>Mean return of the last up to 100 episodes; NaN before the first ended.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>Mean length of the last up to 100 episodes; NaN before the first ended.</summary>
    public required double MeanLength { get; init; }

    /// <summary>Step size used.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Losses of the last minibatch before its step.</summary>
    public required PpoLossResult Loss { get; init; }

    /// <summary>Global gradient norm of the last minibatch before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>1 − variance of (returns − values) / variance of returns over the rollout; NaN for constant returns.</summary>
    public required double ExplainedVariance { get; init; }

    /// <summary>True when the passes over the rollout stopped early at the KL limit.</summary>
    public required bool StoppedAtKl { get; init; }
}
