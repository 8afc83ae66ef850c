namespace Trading.Sdk.GeneticOptimization;

/// <summary>How a run treats failed evaluations.</summary>
public sealed class FailurePolicy
{
    /// <summary>What happens when all attempts failed. Default <see cref="FailureAction.Throw"/>.</summary>
    public FailureAction Action { get; init; }

    /// <summary>Further attempts after the first, at least 0. Default 0.</summary>
    public int Retries { get; init; }

    /// <summary>Objective values under <see cref="FailureAction.Penalise"/>, one for all objectives. Default 1e9.</summary>
    public double PenaltyObjective { get; init; } = 1e9;

    internal void Validate()
    {
        Range.AtLeast(Retries, 0);
        Range.Require(double.IsFinite(PenaltyObjective), "The penalty must be finite.", nameof(PenaltyObjective));
    }
}
