using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.GeneticOptimization;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench portfolio frontier | optimize</c>.</summary>
internal static class PortfolioVerbs
{
    public static Command Create()
    {
        var command = new Command("portfolio", "Computes efficient frontiers and single portfolios.");
        command.Subcommands.Add(CreateFrontier());
        command.Subcommands.Add(CreateOptimize());
        return command;
    }

    private static Command CreateFrontier()
    {
        var source = new Source();
        var points = new Option<int>("--points") { Required = true, Description = "Number of portfolios, evenly spaced in return." };
        var cardinality = new Option<int?>("--cardinality") { Description = "Assets held at most." };
        var minWeight = new Option<double?>("--min-weight") { Description = "Least weight of a held asset. Default 0.01 with --cardinality." };
        var method = new Option<string>("--method") { DefaultValueFactory = _ => "exact", Description = "exact (default) or ga." };
        var population = new Option<int>("--population") { DefaultValueFactory = _ => 100, Description = "Individuals of the genetic algorithm. Default 100." };
        var generations = new Option<int?>("--generations") { Description = "Generations of the genetic algorithm. Default 1000, with --cardinality 200." };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed of the genetic algorithm. Default 1." };
        var output = new Option<FileInfo?>("--out") { Description = "File for return,variance,w1,…,wN." };
        return Verb.Create("frontier", "Computes an efficient frontier.", [.. source.Options, points, cardinality, minWeight, method, population, generations, seed, output], (parsed, cancellation) =>
        {
            int count = parsed.GetValue(points);
            string how = parsed.GetValue(method)!;
            if (count < 2)
            {
                throw new UsageException("--points must be at least 2.");
            }

            OptimizeVerbs.AtLeast(parsed, population, 4);
            OptimizeVerbs.AtLeast(parsed, generations, 1);
            if (how is not ("exact" or "ga"))
            {
                throw new UsageException($"Unknown method '{how}'; known: exact, ga.");
            }

            if (parsed.GetValue(minWeight) is not null && parsed.GetValue(cardinality) is null)
            {
                throw new UsageException("--min-weight is the least weight of a held asset and needs --cardinality.");
            }

            double cap = source.Cap(parsed);
            PortfolioEstimates estimates = source.Estimates(parsed);
            long started = TimeProvider.System.GetTimestamp();
            EfficientFrontier frontier = new PortfolioOptimizer(estimates, new PortfolioConstraints { MaxWeight = cap }).Frontier();
            List<OptimalPortfolio> front = [];
            int infeasible = 0, unproven = 0;
            double? share = null;
            double high = frontier.MaximumReturn.Return, low = frontier.MinimumVariance.Return;
            double[] targets = [.. Enumerable.Range(0, count).Select(i => high + ((low - high) * i / (count - 1)))];
            if (parsed.GetValue(cardinality) is { } k)
            {
                CardinalityOptimizer optimizer = OptimizeVerbs.Check(() => new CardinalityOptimizer(estimates, k, parsed.GetValue(minWeight) ?? 0.01, cap));
                IReadOnlyList<CardinalityPortfolio> found = how == "ga"
                    ? optimizer.SearchFront(targets, parsed.GetValue(population), parsed.GetValue(generations) ?? 200, parsed.GetValue(seed), cancellation)
                    : [.. targets.Select(t => optimizer.MinimumVarianceAt(t, cancellation: cancellation))];
                front = [.. found.Where(f => f.Portfolio is not null).Select(f => f.Portfolio!)];
                infeasible = found.Count - front.Count;
                unproven = found.Count(f => !f.IsProven);
            }
            else if (how == "ga")
            {
                var problem = new PortfolioProblem(estimates, cap);
                var archive = new ParetoArchive();
                Nsga2 optimizer = OptimizeVerbs.Check(() => problem.CreateOptimizer(parsed.GetValue(population), parsed.GetValue(seed)));
                new OptimizationRun(problem, optimizer, new RunOptions { MaxGenerations = parsed.GetValue(generations) ?? 1000, Archive = archive }).Run(cancellation);
                front = [.. archive.Members.Reverse().Select(s => new OptimalPortfolio(s.Values, -s.Objectives[1], s.Objectives[0]))];
                share = FrontierShare.Compute(estimates, frontier, front);
                front = Thin(front, targets);
            }
            else
            {
                front = [.. frontier.Sample(count)];
            }

            double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            if (parsed.GetValue(output) is { } file)
            {
                Write(file, estimates, front);
            }

            return Task.FromResult(new JsonObject
            {
                ["method"] = how,
                ["assets"] = estimates.Count,
                ["points"] = front.Count,
                ["infeasible"] = infeasible,
                ["unproven"] = parsed.GetValue(cardinality) is null ? 0 : unproven,
                ["turningPoints"] = frontier.TurningPoints.Count,
                ["minReturn"] = low,
                ["maxReturn"] = high,
                ["minVariance"] = frontier.MinimumVariance.Variance,
                ["hypervolumeShare"] = share,
                ["seconds"] = seconds,
            });
        });
    }

    private static Command CreateOptimize()
    {
        var source = new Source();
        var objective = new Option<string>("--objective") { Required = true, Description = "sharpe, minvol, cvar, maxdd or riskparity." };
        var minWeight = new Option<double>("--min-weight") { DefaultValueFactory = _ => 0, Description = "Least weight of every asset. Default 0." };
        var riskFree = new Option<double>("--risk-free") { DefaultValueFactory = _ => 0, Description = "Riskless return per period, for sharpe. Default 0." };
        var confidence = new Option<double>("--confidence") { DefaultValueFactory = _ => 0.95, Description = "Confidence, for cvar. Default 0.95." };
        var target = new Option<double?>("--target-return") { Description = "Mean return per period that must be met, for minvol, cvar and maxdd." };
        var shrink = new Option<bool>("--shrink") { Description = "Ledoit–Wolf covariance, with --returns." };
        return Verb.Create("optimize", "Computes one portfolio.", [.. source.Options, objective, minWeight, riskFree, confidence, target, shrink], parsed =>
        {
            string what = parsed.GetValue(objective)!;
            if (what is not ("sharpe" or "minvol" or "cvar" or "maxdd" or "riskparity"))
            {
                throw new UsageException($"Unknown objective '{what}'; known: sharpe, minvol, cvar, maxdd, riskparity.");
            }

            double least = parsed.GetValue(minWeight), cap = source.Cap(parsed);
            if (!(least >= 0 && least <= cap))
            {
                throw new UsageException("--min-weight must lie between 0 and --max-weight.");
            }

            if (!double.IsFinite(parsed.GetValue(riskFree)) || !double.IsFinite(parsed.GetValue(target) ?? 0))
            {
                throw new UsageException("--risk-free and --target-return must be finite.");
            }

            if (parsed.GetValue(target) is not null && what is ("sharpe" or "riskparity"))
            {
                throw new UsageException($"--target-return is for minvol, cvar and maxdd, not for {what}.");
            }

            var constraints = new PortfolioConstraints { MinWeight = least, MaxWeight = cap };
            if (what is "cvar" or "maxdd")
            {
                if (parsed.GetValue(source.OrLibraryFile) is not null)
                {
                    throw new UsageException($"{what} is computed from returns: --returns is needed, --orlib has none.");
                }

                if (parsed.GetValue(shrink))
                {
                    throw new UsageException($"--shrink is for the covariance, which {what} does not use.");
                }

                (string[] names, double[][] rows) = source.Returns(parsed) ?? throw new UsageException($"{what} needs --returns.");
                double level = parsed.GetValue(confidence);
                ScenarioOptimizer scenarios = OptimizeVerbs.Check(() => new ScenarioOptimizer(rows, constraints));
                ScenarioPortfolio p = OptimizeVerbs.Check(() => what == "cvar" ? scenarios.MinimumCvar(level, parsed.GetValue(target)) : scenarios.MinimumDrawdown(parsed.GetValue(target)));
                return new JsonObject { ["objective"] = what, ["return"] = p.MeanReturn, [what] = p.Risk, ["weights"] = Weights(names, p.Weights) };
            }

            PortfolioEstimates estimates = source.Estimates(parsed, parsed.GetValue(shrink));
            PortfolioOptimizer optimizer = OptimizeVerbs.Check(() => new PortfolioOptimizer(estimates, constraints));
            double riskless = parsed.GetValue(riskFree);
            OptimalPortfolio portfolio = what switch
            {
                "sharpe" => optimizer.MaximumSharpe(riskless),
                "minvol" => parsed.GetValue(target) is { } t ? optimizer.MinimumVarianceAt(t) : optimizer.MinimumVariance(),
                _ => optimizer.RiskParity(),
            };
            return new JsonObject
            {
                ["objective"] = what,
                ["return"] = portfolio.Return,
                ["volatility"] = portfolio.Volatility,
                ["sharpe"] = portfolio.Sharpe(riskless),
                ["weights"] = Weights(estimates.Names, portfolio.Weights),
            };
        });
    }

    private static JsonObject Weights(IReadOnlyList<string> names, double[] weights)
    {
        var result = new JsonObject();
        for (int i = 0; i < weights.Length; i++)
        {
            result[names[i]] = weights[i];
        }

        return result;
    }

    /// <summary>At every wanted return the archive member nearest to it, each once: the points lie on the found front, not between.</summary>
    private static List<OptimalPortfolio> Thin(List<OptimalPortfolio> front, double[] targets)
    {
        if (front.Count <= targets.Length)
        {
            return front;
        }

        var thinned = new List<OptimalPortfolio>();
        foreach (double target in targets)
        {
            OptimalPortfolio nearest = front.MinBy(p => Math.Abs(p.Return - target))!;
            if (thinned.Count == 0 || !ReferenceEquals(thinned[^1], nearest))
            {
                thinned.Add(nearest);
            }
        }

        return thinned;
    }

    private static void Write(FileInfo file, PortfolioEstimates estimates, List<OptimalPortfolio> front)
    {
        using var writer = new StreamWriter(file.FullName);
        writer.WriteLine("return,variance," + string.Join(',', Enumerable.Range(1, estimates.Count).Select(i => $"w{i}")));
        foreach (OptimalPortfolio p in front)
        {
            writer.WriteLine(string.Join(',', new[] { p.Return, p.Variance }.Concat(p.Weights).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        }
    }

    /// <summary>Where the estimates come from.</summary>
    private sealed class Source
    {
        public Option<FileInfo?> ReturnsFile { get; } = new("--returns") { Description = "CSV of simple returns: a header with names, one row a period; a first column of dates is skipped." };

        public Option<FileInfo?> OrLibraryFile { get; } = new("--orlib") { Description = "A portN.txt of the OR-Library." };

        public Option<double> MaxWeight { get; } = new("--max-weight") { DefaultValueFactory = _ => 1, Description = "Cap of each weight. Default 1." };

        public Option[] Options => [ReturnsFile, OrLibraryFile, MaxWeight];

        public double Cap(ParseResult parsed) => parsed.GetValue(MaxWeight) is > 0 and <= 1 and double cap ? cap : throw new UsageException("--max-weight must lie in (0, 1].");

        public PortfolioEstimates Estimates(ParseResult parsed, bool shrink = false)
        {
            FileInfo? orLibrary = parsed.GetValue(OrLibraryFile);
            if ((orLibrary is null) == (parsed.GetValue(ReturnsFile) is null))
            {
                throw new UsageException("Exactly one of --returns and --orlib is needed.");
            }

            if (orLibrary is not null && shrink)
            {
                throw new UsageException("--shrink needs --returns: an OR-Library file holds a covariance, not observations.");
            }

            if (orLibrary is not null)
            {
                using var reader = new StreamReader(orLibrary.FullName);
                return OrLibrary.Read(reader, orLibrary.Name);
            }

            (string[] names, double[][] rows) = Returns(parsed)!.Value;
            return shrink ? PortfolioEstimates.ShrunkFromReturns(rows, out _, names) : PortfolioEstimates.FromReturns(rows, names: names);
        }

        public (string[] Names, double[][] Rows)? Returns(ParseResult parsed)
        {
            if (parsed.GetValue(ReturnsFile) is not { } file)
            {
                return null;
            }

            var rows = new List<double[]>();
            string[]? names = null;
            int line = 0, skip = 0;
            foreach (string text in File.ReadLines(file.FullName))
            {
                line++;
                if (text.Trim().Length == 0)
                {
                    continue;
                }

                string[] cells = text.Split(',');
                if (names is null)
                {
                    names = cells;
                    continue;
                }

                if (rows.Count == 0 && !double.TryParse(cells[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                {
                    skip = 1;
                }

                if (cells.Length != names.Length)
                {
                    throw new PortfolioDataException($"{file.Name}, line {line}: expected {names.Length} columns, found {cells.Length}.");
                }

                rows.Add([.. cells.Skip(skip).Select((cell, i) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v)
                    ? v
                    : throw new PortfolioDataException($"{file.Name}, line {line}, column {i + skip + 1}: expected a return, found '{cell}'."))]);
            }

            if (rows.Count == 0)
            {
                throw new PortfolioDataException($"{file.Name}: there are no returns.");
            }

            string[] assets = [.. names!.Skip(skip).Select(n => n.Trim())];
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (string asset in assets)
            {
                if (asset.Length == 0 || !known.Add(asset))
                {
                    throw new PortfolioDataException($"{file.Name}, line 1: expected a name of its own for every asset, found '{asset}'{(asset.Length == 0 ? string.Empty : " twice")}.");
                }
            }

            return (assets, [.. rows]);
        }
    }
}
