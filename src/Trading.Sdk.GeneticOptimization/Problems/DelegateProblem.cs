namespace Trading.Sdk.GeneticOptimization;

/// <summary>A problem made of a function.</summary>
public sealed class DelegateProblem : IProblem
{
    private readonly Evaluation evaluation;

    /// <summary>Makes a problem of a function that fills objectives and constraints.</summary>
    /// <param name="space">The decision variables.</param>
    /// <param name="objectiveCount">At least 1.</param>
    /// <param name="constraintCount">At least 0.</param>
    /// <param name="evaluation">The evaluation; called from several threads when the run uses them.</param>
    public DelegateProblem(DecisionSpace space, int objectiveCount, int constraintCount, Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(constraintCount);
        Space = space;
        ObjectiveCount = objectiveCount;
        ConstraintCount = constraintCount;
        this.evaluation = evaluation;
    }

    /// <summary>Makes an unconstrained problem with one objective to minimise.</summary>
    /// <param name="space">The decision variables.</param>
    /// <param name="objective">Natural values → objective.</param>
    public DelegateProblem(DecisionSpace space, Objective objective)
        : this(space, 1, 0, objective is null ? throw new ArgumentNullException(nameof(objective)) : (x, f, _, in _) => f[0] = objective(x))
    {
    }

    /// <summary>An evaluation; see <see cref="IProblem.Evaluate"/>.</summary>
    public delegate void Evaluation(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context);

    /// <summary>A single objective to minimise.</summary>
    public delegate double Objective(ReadOnlySpan<double> x);

    /// <inheritdoc/>
    public DecisionSpace Space { get; }

    /// <inheritdoc/>
    public int ObjectiveCount { get; }

    /// <inheritdoc/>
    public int ConstraintCount { get; }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context) => evaluation(x, objectives, constraints, in context);
}
