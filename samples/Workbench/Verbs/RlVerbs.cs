using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench rl train|eval|bench</c>.</summary>
internal static class RlVerbs
{
    private const int MostThreads = 1024, MostEnvironments = 65_536;

    private static readonly string[] Environments = ["cartpole", "cartpole-hidden", "pendulum", "acrobot", "mm-v0", "execution", "market"];

    public static Command Create()
    {
        var root = new Command("rl", "Trains and evaluates policies.");
        root.Subcommands.Add(Train());
        root.Subcommands.Add(Evaluate());
        root.Subcommands.Add(Bench());
        return root;
    }

    private static Command Train()
    {
        var environment = new Option<string>("--env") { Description = string.Join(", ", Environments) + ".", DefaultValueFactory = _ => "cartpole" };
        var preset = new Option<string>("--preset") { Description = "cleanrl, zoo (cartpole and acrobot; default for the others) or default (the settings made for the environment).", DefaultValueFactory = _ => "default" };
        var steps = new Option<long>("--steps") { Description = "Environment steps; 0 for those of the preset." };
        var count = new Option<int>("--envs") { Description = "Environments side by side; 0 for those of the preset." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads; the result does not depend on them.", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--out") { Description = "File for the policy." };
        var log = new Option<string?>("--log") { Description = "Folder for progress.jsonl and TensorBoard events." };
        return Verb.Create("train", "Trains a policy with PPO.", [environment, preset, steps, count, seed, threads, output, log], parsed =>
        {
            string name = Known(parsed.GetValue(environment)!);
            if (parsed.GetValue(threads) is < 1 or > MostThreads || parsed.GetValue(steps) < 0 || parsed.GetValue(count) is < 0 or > MostEnvironments)
            {
                throw new UsageException($"--threads is from 1 to {MostThreads}, --envs from 0 to {MostEnvironments}; --steps is not negative.");
            }

            (PpoOptions options, int environments) = Settings(name, parsed.GetValue(preset)!);
            options = options with
            {
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                TotalSteps = parsed.GetValue(steps) == 0 ? options.TotalSteps : parsed.GetValue(steps),
            };
            environments = parsed.GetValue(count) == 0 ? environments : parsed.GetValue(count);
            long iteration = (long)environments * options.RolloutSteps;
            if (options.TotalSteps < iteration)
            {
                throw new UsageException($"--steps {options.TotalSteps} is less than one iteration of {iteration}.");
            }

            Func<IEnvironment> make = Factory(name);
            string? path = parsed.GetValue(output);
            if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            {
                // Before the training, so that a path that cannot be written costs nothing.
                Directory.CreateDirectory(parent);
                if (Directory.Exists(path))
                {
                    throw new IOException($"--out {path} is a folder.");
                }
            }

            PpoTrainer trainer;
            try
            {
                trainer = new PpoTrainer(new VectorEnvironment(environments, _ => make()), options);
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }

            using (trainer)
            {
                using TrainingLog? files = parsed.GetValue(log) is { } folder ? new TrainingLog(folder) : null;
                double threshold = Threshold(name);
                long? solvedAt = null;
                TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                PpoProgress? last = trainer.Train((_, progress) =>
                {
                    files?.Write(progress);
                    solvedAt ??= progress.Episodes >= 100 && progress.MeanReturn >= threshold ? progress.Steps : null;
                    return true;
                });
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
                PpoPolicy policy = trainer.CreatePolicy();
                if (path is not null)
                {
                    policy.Save(path);
                }

                PolicyEvaluation greedy = PolicyEvaluation.Run(policy, make(), 100, options.Seed + 10_000);
                var result = new JsonObject
                {
                    ["envStepsPerSecond"] = Math.Round(trainer.StepCount / seconds, 1),
                    ["cpuSecondsTotal"] = Math.Round(cpu, 3),
                    ["last100"] = Finite(last!.MeanReturn),
                    ["solvedAt"] = solvedAt,
                    ["greedyMean"] = greedy.MeanReturn,
                    ["greedyStd"] = greedy.StandardDeviation,
                };
                if (name == "mm-v0")
                {
                    result["exactValue"] = MarketMaking.ExactValue(policy);
                }

                return result;
            }
        });
    }

    private static Command Evaluate()
    {
        var policy = new Option<FileInfo>("--policy") { Required = true, Description = "Policy file." };
        var environment = new Option<string?>("--env") { Description = string.Join(", ", Environments) + "; without it the one whose observations and actions are the policy's." };
        var episodes = new Option<int>("--episodes") { Description = "Episodes.", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the episodes.", DefaultValueFactory = _ => 1 };
        return Verb.Create("eval", "Plays a policy's most likely actions.", [policy, environment, episodes, seed], parsed =>
        {
            if (parsed.GetValue(episodes) < 1)
            {
                throw new UsageException("--episodes is at least 1.");
            }

            string? given = parsed.GetValue(environment);
            string? known = given is null ? null : Known(given);
            PpoPolicy loaded = PpoPolicy.Load(parsed.GetValue(policy)!.FullName);
            string name = known ?? EnvironmentOf(loaded);
            PolicyEvaluation result = PolicyEvaluation.Run(loaded, Factory(name)(), parsed.GetValue(episodes), parsed.GetValue(seed));
            var json = new JsonObject { ["env"] = name, ["episodes"] = result.Returns.Count, ["greedyMean"] = result.MeanReturn, ["greedyStd"] = result.StandardDeviation, ["meanLength"] = result.MeanLength };
            if (name == "mm-v0")
            {
                json["exactValue"] = MarketMaking.ExactValue(loaded);
            }

            return json;
        });
    }

    private static Command Bench() => Verb.Create("bench", "Times networks, a live decision and a training.", [], _ =>
    {
        var result = new JsonObject();
        foreach ((string name, double value) in RlBenchmark.Micro())
        {
            result[name] = Math.Round(value, 3);
        }

        (double median, double p99) = RlBenchmark.Decision();
        result["decision median"] = Math.Round(median, 3);
        result["decision p99"] = Math.Round(p99, 3);
        result["ppo cartpole steps per second"] = Math.Round(RlBenchmark.TrainingStepsPerSecond(500_000));
        return result;
    });

    private static string EnvironmentOf(PpoPolicy policy)
    {
        foreach (string name in Environments)
        {
            IEnvironment environment = Factory(name)();
            if (environment.ObservationSize == policy.ObservationSize && environment.ActionSpace.ToString() == policy.ActionSpace.ToString())
            {
                return name;
            }
        }

        throw new InvalidOperationException($"The policy observes {policy.ObservationSize} numbers and acts in {policy.ActionSpace}: no built-in environment has these shapes.");
    }

    private static string Known(string name) => Environments.Contains(name) ? name : throw new UsageException($"Unknown environment '{name}'; known: {string.Join(", ", Environments)}.");

    private static Func<IEnvironment> Factory(string name)
    {
        if (name == "market")
        {
            MarketRecording recording = SyntheticMarket.Record(20_000, 4, 1);
            return () => new MarketReplay(recording, new MarketReplayOptions { TakerFee = 0.0001, RewardScale = 0.1 });
        }

        return name switch
        {
            "cartpole" => () => new CartPole(),
            "cartpole-hidden" => () => new CartPole(hideVelocities: true),
            "pendulum" => () => new Pendulum(),
            "acrobot" => () => new Acrobot(),
            "mm-v0" => () => new MarketMaking(),
            _ => () => new OptimalExecution(),
        };
    }

    private static (PpoOptions Options, int Environments) Settings(string environment, string preset) => preset switch
    {
        "cleanrl" => Factory(environment)().ActionSpace.Kind == ActionSpaceKind.Discrete ? (PpoPresets.CleanRl, 4) : (PpoPresets.CleanRlContinuous, 1),
        "zoo" when environment is "cartpole" => (PpoPresets.ZooCartPole, 8),
        "zoo" when environment is "acrobot" => (PpoPresets.ZooAcrobot, 16),
        // The zoo has no settings for the others, or some with a kind of exploration that is not ours.
        "zoo" or "default" => environment switch
        {
            "cartpole-hidden" => (PpoPresets.Recurrent, 8),
            "pendulum" => (PpoPresets.Pendulum, 4),
            "mm-v0" => (PpoPresets.MarketMaking, 16),
            "execution" => (PpoPresets.Execution, 16),
            "market" => (PpoPresets.Market, 16),
            _ => (PpoPresets.CleanRl, 4),
        },
        _ => throw new UsageException($"Unknown preset '{preset}'; known: cleanrl, zoo, default."),
    };

    private static double Threshold(string name) => name switch
    {
        "cartpole" or "cartpole-hidden" => 475,
        "acrobot" => -100,
        "pendulum" => -200,
        "mm-v0" => 0.975 * MarketMaking.Optimum(),
        _ => double.PositiveInfinity,
    };

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? value : null;
}
