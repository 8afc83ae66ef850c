namespace Trading.Sdk.GeneticOptimization;

/// <summary>Makes two children of two parents. Implementations are pure: everything random comes from the stream.</summary>
public interface ICrossover
{
    /// <summary>Recombines two genomes; all spans have one value a variable, in search coordinates. The optimiser clips children to the bounds and grids afterwards.</summary>
    /// <param name="space">The variables.</param>
    /// <param name="parent1">First parent.</param>
    /// <param name="parent2">Second parent.</param>
    /// <param name="child1">Receives the first child; does not overlap the parents.</param>
    /// <param name="child2">Receives the second child; does not overlap the parents or the first child.</param>
    /// <param name="random">Stream of this pair.</param>
    void Cross(DecisionSpace space, ReadOnlySpan<double> parent1, ReadOnlySpan<double> parent2, Span<double> child1, Span<double> child2, ref CounterRandom random);
}
