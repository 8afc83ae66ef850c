namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="Nsga3"/>. The crossover is SBX with η = 30 on every pair unless another is set.</summary>
public sealed class Nsga3Options : GeneticOptions
{
    /// <summary>Makes default settings.</summary>
    public Nsga3Options()
    {
        PopulationSize = 0;
        Crossover = new SimulatedBinaryCrossover(30, 1);
    }

    /// <summary>Directions, each with one non-negative value an objective; null (default) = Das–Dennis with <see cref="Partitions"/>. A population size of 0 (default) means one individual a direction.</summary>
    public IReadOnlyList<double[]>? Directions { get; init; }

    /// <summary>Partitions of the Das–Dennis directions. Default 12: 91 directions for three objectives.</summary>
    public int Partitions { get; init; } = 12;

    internal double[][] ResolveDirections(IProblemDefinition problem)
    {
        Range.AtLeast(Partitions, 1);
        double[][] directions = Directions is null ? ReferenceDirections.DasDennis(problem.ObjectiveCount, Partitions) : [.. Directions];
        Range.Require(directions.Length >= 2 && Array.TrueForAll(directions, d => d.Length == problem.ObjectiveCount && Array.TrueForAll(d, v => v >= 0 && double.IsFinite(v)) && d.Sum() > 0), $"At least two directions of {problem.ObjectiveCount} non-negative values are needed.", nameof(Directions));
        return directions;
    }
}
