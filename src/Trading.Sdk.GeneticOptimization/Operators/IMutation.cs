namespace Trading.Sdk.GeneticOptimization;

/// <summary>Changes one genome. Implementations are pure: everything random comes from the stream.</summary>
public interface IMutation
{
    /// <summary>Mutates a genome in place, in search coordinates, inside the bounds of the variables.</summary>
    /// <param name="space">The variables.</param>
    /// <param name="genome">One value a variable.</param>
    /// <param name="rateFactor">Factor on the mutation probability; 1 unless the rate adapts.</param>
    /// <param name="random">Stream of this individual.</param>
    void Mutate(DecisionSpace space, Span<double> genome, double rateFactor, ref CounterRandom random);
}
