namespace Trading.Sdk.GeneticOptimization.Tests;

internal static class TestOptimizers
{
    public static Optimizer Create(string algorithm, IProblemDefinition problem, int population, ulong seed) => algorithm switch
    {
        "nsga2" => new Nsga2(problem, new Nsga2Options { PopulationSize = population, Seed = seed }),
        "ga" => new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = population, Seed = seed }),
        "de" => new DifferentialEvolution(problem, new DifferentialEvolutionOptions { PopulationSize = population, Seed = seed }),
        "cmaes" => new CmaEs(problem, new CmaEsOptions { Seed = seed, Restarts = CmaEsRestarts.Bipop, MaxRestarts = 4 }),
        "nsga3" => new Nsga3(problem, new Nsga3Options { Seed = seed, Partitions = 5 }),
        "moead" => new Moead(problem, new MoeadOptions { Seed = seed, Partitions = 5 }),
        "steady" => new SteadyStateNsga2(problem, new SteadyStateOptions { PopulationSize = population, Seed = seed, Window = 9 }),
        "self-adaptive" => new Nsga2(problem, new Nsga2Options { PopulationSize = population, Seed = seed, MutationAdaptation = MutationAdaptation.SelfAdaptive }),
        "diversity" => new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = population, Seed = seed, MutationAdaptation = MutationAdaptation.Diversity, Selection = ParentSelection.LinearRank, Elites = 2 }),
        "jde" => new DifferentialEvolution(problem, new DifferentialEvolutionOptions { PopulationSize = population, Seed = seed, SelfAdaptive = true, Strategy = DifferentialStrategy.CurrentToPBest1Bin }),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, null),
    };
}
