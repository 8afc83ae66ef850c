using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.GeneticOptimization;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench optimize</c>: an optimiser on a published test problem.</summary>
internal static class OptimizeVerbs
{
    public static Command Create()
    {
        var problemName = new Option<string>("--problem") { Required = true, Description = "zdt1, zdt2, zdt3, zdt4, zdt6, dtlz1, dtlz2, bnh, osy, tnk, sphere, rosenbrock, rastrigin, ackley or schwefel." };
        var dimension = new Option<int?>("--dim") { Description = "Number of variables; the problem's usual one when absent." };
        var algorithm = new Option<string>("--algorithm") { Required = true, Description = "ga, de, cmaes, nsga2, nsga3 or moead." };
        var population = new Option<int?>("--population") { Description = "Individuals; the algorithm's usual number when absent (nsga3 and moead: one a direction)." };
        var generations = new Option<int>("--generations") { Required = true, Description = "Generations." };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed. Default 1." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1, Description = "Evaluations at a time. Default 1." };
        var output = new Option<FileInfo?>("--out") { Description = "File for the front: f1,…,fm,x1,…,xn." };
        return Verb.Create("optimize", "Runs an optimiser on a test problem.", [problemName, dimension, algorithm, population, generations, seed, threads, output], (parsed, cancellation) =>
        {
            AtLeast(parsed, generations, 1);
            AtLeast(parsed, population, 1);
            TestProblem problem = Check(() => TestProblem.Create(parsed.GetValue(problemName)!, parsed.GetValue(dimension)));
            Optimizer optimizer = Check(() => Create(parsed.GetValue(algorithm)!, problem, parsed.GetValue(population), parsed.GetValue(seed)));
            OptimizationRun run = Check(() => new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = parsed.GetValue(generations), Threads = parsed.GetValue(threads) }));
            OptimizationResult result = run.Run(cancellation);
            if (parsed.GetValue(output) is { } file)
            {
                WriteFront(file, problem, result);
            }

            return Task.FromResult(Describe(problem, result));
        });
    }

    internal static void AtLeast(ParseResult parsed, Option<int> option, int least)
    {
        if (parsed.GetValue(option) < least)
        {
            throw new UsageException($"{option.Name} must be at least {least}.");
        }
    }

    internal static void AtLeast(ParseResult parsed, Option<int?> option, int least)
    {
        if (parsed.GetValue(option) < least)
        {
            throw new UsageException($"{option.Name} must be at least {least}.");
        }
    }

    /// <summary>Bad arguments are the caller's: exit code 2.</summary>
    internal static T Check<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static Optimizer Create(string algorithm, TestProblem problem, int? population, ulong seed) => algorithm switch
    {
        "ga" => new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = population ?? 100, Seed = seed }),
        "de" => new DifferentialEvolution(problem, new DifferentialEvolutionOptions { PopulationSize = population ?? 100, Seed = seed }),
        "cmaes" => new CmaEs(problem, new CmaEsOptions { PopulationSize = population ?? 0, Seed = seed, Restarts = CmaEsRestarts.Bipop }),
        "nsga2" => new Nsga2(problem, new Nsga2Options { PopulationSize = population ?? 100, Seed = seed }),
        "nsga3" or "moead" when problem.ObjectiveCount == 1 => throw new UsageException($"{algorithm} spreads a front of several objectives, {problem.Name} has one: use ga, de, cmaes or nsga2."),
        "nsga3" => new Nsga3(problem, new Nsga3Options { PopulationSize = population ?? 0, Partitions = Partitions(problem, population), Seed = seed }),
        "moead" => new Moead(problem, new MoeadOptions { Partitions = Partitions(problem, population), Seed = seed }),
        _ => throw new UsageException($"Unknown algorithm '{algorithm}'; known: ga, de, cmaes, nsga2, nsga3, moead."),
    };

    /// <summary>The most partitions whose directions fit the population; 99 or 12 without one.</summary>
    private static int Partitions(TestProblem problem, int? population)
    {
        if (population is not { } size)
        {
            return problem.ObjectiveCount == 2 ? 99 : 12;
        }

        int partitions = 1;
        while (partitions < 1000 && ReferenceDirections.DasDennis(problem.ObjectiveCount, partitions + 1).Length <= size)
        {
            partitions++;
        }

        return partitions;
    }

    private static JsonObject Describe(TestProblem problem, OptimizationResult result)
    {
        double[] front = [.. result.Front.SelectMany(s => s.Objectives)];
        double[]? truth = problem.TrueFront();
        double[]? reference = problem.ReferencePoint();
        return new JsonObject
        {
            ["evaluations"] = result.Evaluations,
            ["seconds"] = result.Elapsed.TotalSeconds,
            ["igd"] = truth is null || front.Length == 0 ? null : QualityIndicators.InvertedGenerationalDistance(front, truth, problem.ObjectiveCount),
            ["hypervolume"] = reference is null ? null : Hypervolume.Compute(front, reference),
            ["best"] = result.Best?.Objectives[0],
            ["endReason"] = result.EndReason.ToString(),
            ["stateHash"] = result.StateHash.ToString("x16", CultureInfo.InvariantCulture),
        };
    }

    private static void WriteFront(FileInfo file, TestProblem problem, OptimizationResult result)
    {
        using var writer = new StreamWriter(file.FullName);
        writer.WriteLine(string.Join(',', Enumerable.Range(1, problem.ObjectiveCount).Select(i => $"f{i}").Concat(problem.Space.Variables.Select(v => v.Name))));
        foreach (Solution s in result.Front.OrderBy(s => s.Objectives[0]))
        {
            writer.WriteLine(string.Join(',', s.Objectives.Concat(s.Values).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        }
    }
}
