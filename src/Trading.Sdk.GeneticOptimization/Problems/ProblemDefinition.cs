namespace Trading.Sdk.GeneticOptimization;

/// <summary>A problem that is evaluated elsewhere: the shape for ask and tell.</summary>
public sealed class ProblemDefinition : IProblemDefinition
{
    /// <summary>States a shape.</summary>
    /// <param name="space">The decision variables.</param>
    /// <param name="objectiveCount">At least 1.</param>
    /// <param name="constraintCount">At least 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="space"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    public ProblemDefinition(DecisionSpace space, int objectiveCount = 1, int constraintCount = 0)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(constraintCount);
        Space = space;
        ObjectiveCount = objectiveCount;
        ConstraintCount = constraintCount;
    }

    /// <inheritdoc/>
    public DecisionSpace Space { get; }

    /// <inheritdoc/>
    public int ObjectiveCount { get; }

    /// <inheritdoc/>
    public int ConstraintCount { get; }
}
