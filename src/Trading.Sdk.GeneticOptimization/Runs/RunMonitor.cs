namespace Trading.Sdk.GeneticOptimization;

/// <summary>Watches a run: its limits, its reports and its records. Used under the run's lock.</summary>
internal sealed class RunMonitor(IProblemDefinition problem, Optimizer optimizer, RunOptions options)
{
    private readonly List<GenerationReport> history = [];
    private readonly List<IndividualRecord> pending = [];
    private readonly List<double> bests = [];
    private readonly List<double> hypervolumes = [];
    private readonly List<Solution> candidates = [];
    private RunRecord? run;
    private long started;
    private EndReason? reason;
    private string detail = "";

    public long Failures { get; set; }

    public void Begin()
    {
        started = options.TimeProvider.GetTimestamp();
        reason = null;
        history.Clear();
        pending.Clear();
        candidates.Clear();
        bests.Clear();
        hypervolumes.Clear();
        Failures = 0;
        if (options.Sink is { } sink)
        {
            run = new RunRecord(optimizer.Algorithm, optimizer.Seed, [.. problem.Space.Variables.Select(v => v.Name)], problem.ObjectiveCount, problem.ConstraintCount, options.TimeProvider.GetUtcNow());
            sink.OnRunStarted(run);
        }
    }

    /// <summary>The first reason stays.</summary>
    public void End(EndReason why, string how)
    {
        if (reason is null)
        {
            reason = why;
            detail = how;
        }
    }

    /// <summary>Limits that hold at any moment.</summary>
    public bool IsOverNow()
    {
        if (options.MaxGenerations is { } generations && optimizer.Generation >= generations)
        {
            End(EndReason.MaxGenerations, $"{optimizer.Generation} generations are done.");
        }
        else if (options.MaxEvaluations is { } evaluations && optimizer.Evaluations >= evaluations)
        {
            End(EndReason.MaxEvaluations, $"{optimizer.Evaluations} evaluations are done.");
        }
        else if (options.TimeLimit is { } limit && Elapsed() >= limit)
        {
            End(EndReason.TimeLimit, $"{limit} are over.");
        }
        else if (options.TargetObjective is { } target && optimizer.ReachedTarget(target))
        {
            End(EndReason.TargetReached, $"A feasible point reached the objective {target}.");
        }

        return reason is not null;
    }

    public void Record(long id, double budget)
    {
        // The copies live in a method of their own: their closure would be allocated on entry even where nobody listens.
        if (options.Sink is not null || options.Archive is not null)
        {
            Copy(id, budget);
        }
    }

    private void Copy(long id, double budget)
    {
        double[] x = new double[problem.Space.Count];
        problem.Space.Decode(optimizer.GenomeOf(id), x);
        if (options.Archive is not null && budget >= 1)
        {
            double[] constraints = [.. optimizer.ConstraintsOf(id), .. problem.Space.LinearConstraints.Select(c => c.Violation(x))];
            candidates.Add(new Solution(id, x, optimizer.ObjectivesOf(id).ToArray(), constraints, constraints.Sum(g => Math.Max(g, 0))));
        }

        if (options.Sink is null)
        {
            return;
        }

        pending.Add(new IndividualRecord(id, optimizer.GenerationOf(id), x, optimizer.ObjectivesOf(id).ToArray(), optimizer.ConstraintsOf(id).ToArray(), budget));
    }

    /// <summary>After a generation; true when the run is over.</summary>
    public bool OnGeneration()
    {
        FlushRecords();
        if (options.NeedsReport)
        {
            GenerationReport report = CreateReport();
            if (options.KeepHistory)
            {
                history.Add(report);
            }

            options.Sink?.OnGeneration(run!, report);
            options.Progress?.Report(report);
            if (options.OnGeneration is { } callback && !callback(report))
            {
                End(EndReason.StoppedByCallback, $"The callback stopped the run after generation {report.Generation}.");
            }

            CheckStagnation(report);
        }

        if (optimizer.Converged is { } converged)
        {
            End(EndReason.Converged, converged);
        }

        return IsOverNow();
    }

    public OptimizationResult CreateResult()
    {
        FlushRecords();
        // Without a reason the optimiser had nothing to ask although nothing was outstanding, which a limit on evaluations causes.
        var result = new OptimizationResult(
            reason ?? EndReason.MaxEvaluations, detail, optimizer.Best, optimizer.Front(), optimizer.Generation, optimizer.Evaluations, Failures, Elapsed(), [.. history], optimizer.StateHash());
        options.Sink?.OnRunEnded(run!, result);
        return result;
    }

    private TimeSpan Elapsed() => options.TimeProvider.GetElapsedTime(started);

    private void FlushRecords()
    {
        if (options.Archive is { } archive)
        {
            // Everything evaluated is offered: crowding takes points from a population that an archive has room for.
            candidates.Sort(static (a, b) => a.Id.CompareTo(b.Id));
            foreach (Solution candidate in candidates)
            {
                archive.Offer(candidate);
            }

            candidates.Clear();
        }

        if (options.Sink is not { } sink || pending.Count == 0)
        {
            return;
        }

        // Threads complete in any order; records come in the order of asking.
        pending.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (IndividualRecord record in pending)
        {
            sink.OnIndividual(record);
        }

        pending.Clear();
    }

    private GenerationReport CreateReport()
    {
        Population population = optimizer.Population;
        double best = double.PositiveInfinity, sum = 0;
        int feasible = 0, front = 0;
        var points = new List<double>();
        for (int i = 0; i < population.Count; i++)
        {
            if (population.Violations[i] > 0)
            {
                continue;
            }

            double objective = population.Objective(i)[0];
            feasible++;
            best = Math.Min(best, objective);
            sum += objective;
            front += population.Ranks[i] == 0 ? 1 : 0;
            if (options.ReferencePoint is not null)
            {
                points.AddRange(population.Objective(i));
            }
        }

        double volume = options.ReferencePoint is { } reference ? Hypervolume.Compute(points.ToArray(), reference) : double.NaN;
        return new GenerationReport(
            optimizer.Generation, optimizer.Evaluations, Failures, Elapsed(), feasible == 0 ? double.NaN : best, feasible == 0 ? double.NaN : sum / feasible, feasible, front, DiversityMeasure.Compute(population, problem.Space), volume);
    }

    private void CheckStagnation(GenerationReport report)
    {
        if (options.StagnationGenerations is { } window && report.FeasibleCount > 0)
        {
            bests.Add(report.BestObjective);
            if (bests.Count > window)
            {
                double before = bests[^(window + 1)], gain = before - report.BestObjective;
                if (gain <= options.StagnationTolerance * Math.Max(1, Math.Abs(before)))
                {
                    End(EndReason.FitnessStagnation, $"The best objective {report.BestObjective} improved by {gain} in {window} generations.");
                }
            }
        }

        if (options.MinDiversity is { } least && report.Diversity <= least)
        {
            End(EndReason.DiversityLost, $"The diversity fell to {report.Diversity}.");
        }

        if (options.HypervolumePlateauGenerations is { } generations)
        {
            hypervolumes.Add(report.Hypervolume);
            if (hypervolumes.Count > generations)
            {
                double before = hypervolumes[^(generations + 1)], gain = report.Hypervolume - before;
                if (before > 0 && gain <= options.HypervolumeTolerance * before)
                {
                    End(EndReason.HypervolumePlateau, $"The hypervolume {report.Hypervolume} grew by {gain} in {generations} generations.");
                }
            }
        }
    }
}
