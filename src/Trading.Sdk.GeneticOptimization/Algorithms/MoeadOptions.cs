namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="Moead"/>.</summary>
public sealed class MoeadOptions : GeneticOptions
{
    /// <summary>Makes default settings.</summary>
    public MoeadOptions()
    {
        PopulationSize = 0;
        Crossover = new SimulatedBinaryCrossover(20, 1);
    }

    /// <summary>Weight vectors, one a subproblem and individual; null (default) = Das–Dennis with <see cref="Partitions"/>. The population size is their number.</summary>
    public IReadOnlyList<double[]>? Weights { get; init; }

    /// <summary>Partitions of the Das–Dennis weights; null (default) = 99 for two objectives, 12 for more.</summary>
    public int? Partitions { get; init; }

    /// <summary>Nearest subproblems that mate and share children, at least 2. Default 20.</summary>
    public int Neighbours { get; init; } = 20;

    /// <summary>Probability that parents come from the neighbourhood instead of everywhere, in [0, 1]. Default 0.9.</summary>
    public double NeighbourMating { get; init; } = 0.9;

    /// <summary>Neighbours that one child may replace, at least 1. Default 2.</summary>
    public int MaxReplacements { get; init; } = 2;

    /// <summary>Penalty of the boundary intersection for three and more objectives, above 0. Default 5. Two objectives use the Chebyshev distance.</summary>
    public double BoundaryPenalty { get; init; } = 5;

    internal double[][] ResolveWeights(IProblemDefinition problem)
    {
        double[][] weights = Weights is null ? ReferenceDirections.DasDennis(problem.ObjectiveCount, Partitions ?? (problem.ObjectiveCount == 2 ? 99 : 12)) : [.. Weights.Select(w => (double[])w.Clone())];
        Range.Require(weights.Length >= 4 && Array.TrueForAll(weights, d => d.Length == problem.ObjectiveCount && Array.TrueForAll(d, v => v >= 0 && double.IsFinite(v)) && d.Sum() > 0), $"At least four weight vectors of {problem.ObjectiveCount} non-negative values are needed.", nameof(Weights));
        Range.Require(PopulationSize == 0 || PopulationSize == weights.Length, $"The population is one individual a weight vector: {weights.Length}, not {PopulationSize}.", nameof(PopulationSize));
        Range.AtLeast(Neighbours, 2);
        Range.Share(NeighbourMating);
        Range.AtLeast(MaxReplacements, 1);
        Range.Positive(BoundaryPenalty);
        ValidateFor(problem, weights.Length);
        return weights;
    }
}
