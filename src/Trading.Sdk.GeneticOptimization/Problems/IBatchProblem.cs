namespace Trading.Sdk.GeneticOptimization;

/// <summary>A problem that evaluates many points in one call, for vectorised or remote backtests.</summary>
public interface IBatchProblem : IProblemDefinition
{
    /// <summary>Evaluates <paramref name="count"/> points; all spans are row-major, one row a point.</summary>
    /// <param name="count">Number of points, at least 1.</param>
    /// <param name="x">[count × variables], natural units.</param>
    /// <param name="objectives">Receives [count × objectives].</param>
    /// <param name="constraints">Receives [count × constraints].</param>
    /// <param name="context">The context of the first point; the individual of row i is its <see cref="EvaluationContext.Individual"/> + i.</param>
    void EvaluateBatch(int count, ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context);
}
