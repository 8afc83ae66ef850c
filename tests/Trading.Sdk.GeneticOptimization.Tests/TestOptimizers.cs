namespace Trading.Sdk.GeneticOptimization.Tests;

internal static class TestOptimizers
{
    public static Optimizer Create(string algorithm, IProblemDefinition problem, int population, ulong seed) => algorithm switch
    {
        "nsga2" => new Nsga2(problem, new Nsga2Options { PopulationSize = population, Seed = seed }),
        "ga" => new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = population, Seed = seed }),
        "de" => new DifferentialEvolution(problem, new DifferentialEvolutionOptions { PopulationSize = population, Seed = seed }),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, null),
    };
}
