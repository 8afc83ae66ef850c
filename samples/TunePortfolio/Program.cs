using Spectre.Console;
using Trading.Sdk.GeneticOptimization;
using Trading.Sdk.TunePortfolio;

// Searches the efficient frontier with NSGA-II, live, beside the exact one, and writes both as a page.
// Usage: TunePortfolio [portN.txt of the OR-Library] [frontier.html]; without a file twelve made-up assets are used.
PortfolioEstimates estimates;
if (args.Length > 0)
{
    using var reader = new StreamReader(args[0]);
    estimates = OrLibrary.Read(reader, Path.GetFileName(args[0]));
}
else
{
    estimates = PortfolioEstimates.ShrunkFromReturns(MadeUpReturns(12, 260), out _);
}

string page = args.Length > 1 ? args[1] : "frontier.html";
EfficientFrontier exact = new PortfolioOptimizer(estimates).Frontier();
var problem = new PortfolioProblem(estimates);
var archive = new ParetoArchive();
Nsga2 optimizer = problem.CreateOptimizer(populationSize: 100, seed: 1);
double[] reference = [exact.MaximumReturn.Variance * 1.1, 0];
OptimizationResult? result = null;
AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
{
    ProgressTask task = context.AddTask("NSGA-II", maxValue: 500);
    result = new OptimizationRun(problem, optimizer, new RunOptions
    {
        MaxGenerations = 500,
        Archive = archive,
        ReferencePoint = reference,
        HypervolumePlateauGenerations = 100,
        HypervolumeTolerance = 1e-7,
        OnGeneration = report =>
        {
            task.Value = report.Generation;
            task.Description = $"generation {report.Generation}, hypervolume {report.Hypervolume:0.000000e0}";
            return true;
        },
    }).Run();
    task.Value = 500;
});

List<OptimalPortfolio> found = [.. archive.Members.Select(s => new OptimalPortfolio(s.Values, -s.Objectives[1], s.Objectives[0]))];
OptimalPortfolio best = exact.MaximumSharpe();
AnsiConsole.MarkupLineInterpolated($"[green]{result!.EndReason}[/]: {result.Evaluations} evaluations in {result.Elapsed.TotalSeconds:0.00} s; the search covers {FrontierShare.Compute(estimates, exact, found):0.00%} of the exact frontier.");
var table = new Table().AddColumn("asset").AddColumn("weight at the greatest Sharpe ratio");
for (int i = 0; i < estimates.Count; i++)
{
    if (best.Weights[i] > 0)
    {
        table.AddRow(estimates.Names[i], $"{best.Weights[i]:0.00%}");
    }
}

AnsiConsole.Write(table);
File.WriteAllText(page, FrontierPage.Create(exact.Sample(200), found, best));
AnsiConsole.MarkupLineInterpolated($"The frontiers are drawn in {page}.");

static double[][] MadeUpReturns(int assets, int periods)
{
    double[][] returns = new double[periods][];
    for (int t = 0; t < periods; t++)
    {
        var random = new CounterRandom(1, t, 0, RandomPurpose.Design);
        double market = 0.01 * random.NextGaussian();
        returns[t] = [.. Enumerable.Range(0, assets).Select(i => (0.0002 * (i + 1)) + ((0.5 + (0.1 * i)) * market) + (0.004 * (1 + (i % 4)) * random.NextGaussian()))];
    }

    return returns;
}
