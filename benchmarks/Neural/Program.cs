using System.Diagnostics;
using System.Text.Json.Nodes;
using Trading.Sdk.Benchmarks.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Workbench;

// speed PEER.py [PPO_STEPS]   times ours and the PyTorch peer in one run and prints the ratios
// learning [WORD]             trains the built-in environments with five seeds each; with a word only rows that contain it
// team                        trains teams of agents, five seeds each
// PYTHON names the interpreter that has torch and numpy; OpenBLAS comes through LD_LIBRARY_PATH.
switch (args)
{
    case ["speed", var peer, ..]:
        Speed(peer, args.Length > 2 ? long.Parse(args[2]) : 100_000);
        return 0;
    case ["learning", ..]:
        Learning(args.ElementAtOrDefault(1) ?? "");
        return 0;
    case ["team"]:
        Console.WriteLine("| who decides | mean / deviation of 400 unseen episodes |");
        Console.WriteLine("| --- | --- |");
        TeamTable.Print();
        return 0;
    default:
        Console.Error.WriteLine("usage: neural-benchmarks speed PEER.py [PPO_STEPS] | learning [WORD] | team");
        return 2;
}

static void Speed(string peer, long ppoSteps)
{
    Dictionary<string, double> theirs = [];
    foreach (JsonNode line in Python(peer, "micro"))
    {
        theirs[line["bench"]!.GetValue<string>()] = line["us_median"]!.GetValue<double>();
    }

    double theirSteps = Python(peer, $"ppo --steps {ppoSteps}").Single()["sps"]!.GetValue<double>();
    Console.WriteLine("| case | PyTorch us | ours us | ratio |");
    Console.WriteLine("| --- | --- | --- | --- |");
    foreach ((string name, double us) in RlBenchmark.Micro())
    {
        double other = theirs.GetValueOrDefault(name, theirs.GetValueOrDefault(name + " torchscript", theirs.GetValueOrDefault(name.Replace("T60 ", "", StringComparison.Ordinal).Replace("2x(d64 h4 ff128) ", "", StringComparison.Ordinal), double.NaN)));
        Console.WriteLine($"| {name} | {other:F1} | {us:F3} | {other / us:F1} |");
    }

    double ourSteps = RlBenchmark.TrainingStepsPerSecond(500_000);
    Console.WriteLine($"| PPO CartPole, environment steps a second | {theirSteps:F0} | {ourSteps:F0} | {ourSteps / theirSteps:F1} |");
    (double median, double p99) = RlBenchmark.Decision();
    Console.WriteLine($"| live decision, median and p99 | | {median:F2} / {p99:F2} | |");
}

static IEnumerable<JsonNode> Python(string peer, string arguments)
{
    using Process process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", $"{peer} {arguments}") { UseShellExecute = false, RedirectStandardOutput = true, Environment = { ["OPENBLAS_NUM_THREADS"] = "1" } })!;
    string text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0
        ? text.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l)!).ToList()
        : throw new InvalidOperationException($"python3 {peer} {arguments} ended with {process.ExitCode}; python3-torch and python3-numpy have to be installed.");
}

static void Learning(string word)
{
    double optimum = MarketMaking.Optimum();
    var model = new AlmgrenChriss();
    double best = model.Objective(model.Holdings());
    Console.WriteLine("| environment | seeds 1 to 5 | median |");
    Console.WriteLine("| --- | --- | --- |");
    Row(word, "CartPole, CleanRL settings, 500k: greedy return", 4, () => new CartPole(), PpoPresets.CleanRl, Greedy(() => new CartPole()));
    Row(word, "CartPole, zoo settings, 100k: greedy return", 8, () => new CartPole(), PpoPresets.ZooCartPole, Greedy(() => new CartPole()));
    Row(word, "Acrobot, 500k: greedy return", 4, () => new Acrobot(), PpoPresets.CleanRl, Greedy(() => new Acrobot()));
    Row(word, "Pendulum, 100k: greedy return", 4, () => new Pendulum(), PpoPresets.Pendulum, Greedy(() => new Pendulum()));
    Row(word, "MM-v0, 500k: share of the optimum", 16, () => new MarketMaking(), PpoPresets.MarketMaking, p => MarketMaking.ExactValue(p) / optimum);
    Row(word, "MM-v0, 2M: share of the optimum", 16, () => new MarketMaking(), PpoPresets.MarketMaking with { TotalSteps = 2_000_000 }, p => MarketMaking.ExactValue(p) / optimum);
    Row(word, "Execution, 200k: cost + λ·variance against Almgren-Chriss", 16, () => new OptimalExecution(), PpoPresets.Execution, p => model.Objective(new OptimalExecution().Plan(p)) / best);
    Row(word, "CartPole without velocities, LSTM, 500k: greedy return", 8, () => new CartPole(hideVelocities: true), PpoPresets.Recurrent, Greedy(() => new CartPole(hideVelocities: true)));
}

static Func<PpoPolicy, double> Greedy(Func<IEnvironment> make) => policy => PolicyEvaluation.Run(policy, make(), 100, 999).MeanReturn;

static void Row(string word, string name, int environments, Func<IEnvironment> make, PpoOptions options, Func<PpoPolicy, double> evaluate)
{
    if (!name.Contains(word, StringComparison.OrdinalIgnoreCase))
    {
        return;
    }

    var results = new double[5];
    for (int i = 0; i < results.Length; i++)
    {
        using var trainer = new PpoTrainer(new VectorEnvironment(environments, _ => make()), options with { Seed = (ulong)i + 1 });
        trainer.Train();
        results[i] = evaluate(trainer.CreatePolicy());
    }

    Console.WriteLine($"| {name} | {string.Join(", ", results.Select(r => r.ToString("G5")))} | {results.Order().ElementAt(2):G5} |");
}
