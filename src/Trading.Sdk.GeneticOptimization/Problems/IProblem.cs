namespace Trading.Sdk.GeneticOptimization;

/// <summary>A problem with its evaluation. Evaluations run on several threads at once when the run asks for them.</summary>
public interface IProblem : IProblemDefinition
{
    /// <summary>Evaluates one point.</summary>
    /// <param name="x">Values of the variables in the order of <see cref="IProblemDefinition.Space"/>, in natural units (integers and category numbers as whole numbers).</param>
    /// <param name="objectives">Receives the objectives, all minimised. A NaN or an infinity is a failed evaluation.</param>
    /// <param name="constraints">Receives the constraint values; feasible when each is ≤ 0.</param>
    /// <param name="context">Cancellation, budget and random stream of this evaluation.</param>
    void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context);
}
