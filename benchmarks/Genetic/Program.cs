using System.Diagnostics;
using System.Globalization;
using Trading.Sdk.Benchmarks;
using Trading.Sdk.GeneticOptimization;

// Speed of the optimisers; with DEAP installed (python3-deap) the ratio to it is measured in the same run.
// Usage: Genetic [folder of the OR-Library files]
const int Rounds = 7;
double zdt1 = Best(() =>
{
    TestProblem problem = TestProblem.Create("zdt1");
    var run = new OptimizationRun(problem, new Nsga2(problem), new RunOptions { MaxGenerations = 250 });
    return Seconds(() => run.Run());
});
Line("NSGA-II ZDT1 100 x 250", $"{zdt1:0.0000} s = {1e6 * zdt1 / 25_000:0.00} us per individual");

TestProblem constant = TestProblem.Create("zdt1");
var flat = new DelegateProblem(constant.Space, 2, 0, static (x, f, _, in _) =>
{
    f[0] = x[0];
    f[1] = 1 - x[0];
});
double overhead = Best(() =>
{
    var run = new OptimizationRun(flat, new Nsga2(flat), new RunOptions { MaxGenerations = 250 });
    return Seconds(() => run.Run());
});
Line("overhead, trivial fitness, 30 variables", $"{1e6 * overhead / 25_000:0.00} us per individual");

var allocating = new AllocationProbe(constant);
new OptimizationRun(allocating, new Nsga2(allocating), new RunOptions { MaxGenerations = 400 }).Run();
Line("bytes allocated per generation after warm-up", $"{allocating.BytesPerGeneration(100, 100):0.##}");

double cma = Best(() =>
{
    TestProblem problem = TestProblem.Create("rosenbrock", 20);
    var run = new OptimizationRun(problem, new CmaEs(problem), new RunOptions { MaxEvaluations = 12_000 });
    return Seconds(() => run.Run());
});
Line("CMA-ES Rosenbrock-20", $"{1e6 * cma / 12_000:0.00} us per evaluation");

if (args.Length > 0)
{
    for (int set = 1; set <= 5; set++)
    {
        using var reader = new StreamReader(Path.Combine(args[0], $"port{set}.txt"));
        PortfolioEstimates estimates = OrLibrary.Read(reader);
        double seconds = Best(() => Seconds(() => new PortfolioOptimizer(estimates).Frontier()));
        Line($"exact frontier of port{set} ({estimates.Count} assets)", $"{1e3 * seconds:0.00} ms");
    }
}

double search = Best(() => Seconds(() => SearchOneYear()), 1);
Line("30 generations of 50 over a year of minute bars", $"{search:0.00} s");

double? deap = RunDeap();
Line("DEAP NSGA-II ZDT1 100 x 250", deap is { } d ? $"{d:0.000} s: ours is {d / zdt1:0.0} times as fast" : "python3-deap is not installed");

static void Line(string what, string result) => Console.WriteLine($"{what,-50} {result}");

static double Seconds(Action action)
{
    long started = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(started).TotalSeconds;
}

static double Best(Func<double> measure, int rounds = Rounds) => Enumerable.Range(0, rounds).Min(_ => measure());

static double? RunDeap()
{
    try
    {
        string script = Path.Combine(AppContext.BaseDirectory, "deap_zdt1.py");
        // Debian's package serves Debian's interpreter, which need not be the first on the path.
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using Process process = Process.Start(new ProcessStartInfo(python, script) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? double.Parse(text, CultureInfo.InvariantCulture) : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}

static void SearchOneYear()
{
    const int Bars = 252 * 390;
    var random = new CounterRandom(7, 0, 0, RandomPurpose.Design);
    double[] prices = new double[Bars + 1], sums = new double[Bars + 2];
    double log = 0;
    for (int i = 0; i <= Bars; i++)
    {
        prices[i] = 100 * Math.Exp(log);
        sums[i + 1] = sums[i] + prices[i];
        log += 0.0005 * random.NextGaussian();
    }

    new ParameterOptimizer(StrategyParameters.MovingAverageCrossover(), (ParameterSet p, BacktestWindow window, Span<double> returns, in EvaluationContext _) =>
    {
        int fast = p.Integer("sma.fast"), slow = p.Integer("sma.slow");
        double position = 0;
        for (int t = window.Start; t < window.End; t++)
        {
            double next = t + 1 < slow ? 0 : Math.Sign(((sums[t + 1] - sums[t + 1 - fast]) / fast) - ((sums[t + 1] - sums[t + 1 - slow]) / slow));
            returns[t - window.Start] = (next * ((prices[t + 1] / prices[t]) - 1)) - (0.0001 * Math.Abs(next - position));
            position = next;
        }
    }).Optimize(Bars);
}
