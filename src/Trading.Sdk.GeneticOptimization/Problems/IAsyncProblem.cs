namespace Trading.Sdk.GeneticOptimization;

/// <summary>A problem whose evaluation waits for something else, such as a farm of backtest workers.</summary>
public interface IAsyncProblem : IProblemDefinition
{
    /// <summary>Evaluates one point; the memory stays valid until the task ends.</summary>
    /// <param name="x">Values of the variables, natural units.</param>
    /// <param name="objectives">Receives the objectives.</param>
    /// <param name="constraints">Receives the constraint values.</param>
    /// <param name="context">Cancellation, budget and random stream of this evaluation.</param>
    ValueTask EvaluateAsync(ReadOnlyMemory<double> x, Memory<double> objectives, Memory<double> constraints, EvaluationContext context);
}
