namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The loop over ask and tell: evaluates candidates on any number of threads until a limit is reached. A run may be
/// repeated on the same or a restored optimiser to go on where it ended.
/// </summary>
public sealed class OptimizationRun
{
    private readonly IProblemDefinition problem;
    private readonly Optimizer optimizer;
    private readonly RunOptions options;
    private readonly Evaluator evaluator;
    private readonly Lock gate = new();
    private readonly AutoResetEvent[] wakeUps;
    private readonly RunMonitor monitor;
    private readonly long askLimit;
    private Exception? failure;
    private bool ended;

    /// <summary>Prepares a run.</summary>
    /// <param name="problem">An <see cref="IProblem"/>, <see cref="IBatchProblem"/> or <see cref="IAsyncProblem"/> of the optimiser's shape.</param>
    /// <param name="optimizer">Where to begin: a new optimiser, a restored one, or the one of an earlier run.</param>
    /// <param name="options">Limits and reports.</param>
    /// <exception cref="ArgumentException">The options contradict each other or have no limit, or the problem has another shape than the optimiser or no evaluation.</exception>
    public OptimizationRun(IProblemDefinition problem, Optimizer optimizer, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(problem);
        if (problem is not (IProblem or IBatchProblem or IAsyncProblem))
        {
            throw new ArgumentException("The problem has no evaluation: it is no IProblem, IBatchProblem or IAsyncProblem.", nameof(problem));
        }

        if (problem.Space.Count != optimizer.Problem.Space.Count || problem.ObjectiveCount != optimizer.Problem.ObjectiveCount || problem.ConstraintCount != optimizer.Problem.ConstraintCount)
        {
            throw new ArgumentException("The problem has another shape than the optimiser.", nameof(problem));
        }

        if (options.Pruning is not null && (problem is not IProblem || optimizer is not GenerationalOptimizer))
        {
            throw new ArgumentException("Pruning needs an IProblem and a generational optimiser.", nameof(options));
        }

        this.problem = problem;
        this.optimizer = optimizer;
        this.options = options;
        evaluator = new Evaluator(problem, optimizer, options);
        monitor = new RunMonitor(problem, optimizer, options);
        wakeUps = new AutoResetEvent[options.Threads];
        // A steady state has no pause between generations, so what is asked must stop at the count itself: candidates in
        // flight beyond it would make the state depend on the number of threads.
        askLimit = Math.Min(options.MaxEvaluations ?? long.MaxValue, optimizer is SteadyStateNsga2 steady && options.MaxGenerations is { } generations ? (long)generations * steady.PopulationSize : long.MaxValue);
    }

    /// <summary>Runs to the end on the calling thread and, when more are wanted, on others.</summary>
    /// <param name="cancellation">Ends the run within one evaluation; the result then holds the best so far.</param>
    /// <exception cref="EvaluationFailedException">An evaluation failed and the policy is to throw; the optimiser can go on from where it stands.</exception>
    public OptimizationResult Run(CancellationToken cancellation = default)
    {
        if (problem is IAsyncProblem)
        {
            return RunAsync(cancellation).GetAwaiter().GetResult();
        }

        Begin();
        if (options.Pruning is { } pruning)
        {
            RunPruned(pruning, cancellation);
        }
        else if (problem is IBatchProblem)
        {
            RunBatches(cancellation);
        }
        else if (options.Threads == 1)
        {
            Work(0, cancellation);
        }
        else
        {
            RunThreads(cancellation);
        }

        return End();
    }

    /// <summary>Runs without blocking the caller: an <see cref="IAsyncProblem"/> with up to <see cref="RunOptions.Threads"/> evaluations in flight, any other problem on the thread pool.</summary>
    /// <param name="cancellation">Ends the run within one evaluation; the result then holds the best so far.</param>
    /// <exception cref="EvaluationFailedException">An evaluation failed and the policy is to throw.</exception>
    public async Task<OptimizationResult> RunAsync(CancellationToken cancellation = default)
    {
        if (problem is not IAsyncProblem asynchronous)
        {
            return await Task.Run(() => Run(cancellation), CancellationToken.None).ConfigureAwait(false);
        }

        Begin();
        var flights = new Dictionary<Task<Outcome>, long>();
        while (true)
        {
            while (!ended && flights.Count < options.Threads && MayAsk(cancellation) && optimizer.TryTake(out long id))
            {
                flights.Add(evaluator.EvaluateAsync(asynchronous, id, cancellation), id);
            }

            if (flights.Count == 0)
            {
                break;
            }

            Task<Outcome> done = await Task.WhenAny(flights.Keys).ConfigureAwait(false);
            long finished = flights[done];
            flights.Remove(done);
            Outcome outcome = await done.ConfigureAwait(false);
            Finish(finished, outcome);
        }

        return End();
    }

    private void Begin()
    {
        ended = false;
        failure = null;
        monitor.Begin();
    }

    private OptimizationResult End()
    {
        optimizer.TakeBackOutstanding();
        return failure is null ? monitor.CreateResult() : throw failure;
    }

    private void RunThreads(CancellationToken cancellation)
    {
        for (int i = 0; i < wakeUps.Length; i++)
        {
            wakeUps[i] = new AutoResetEvent(false);
        }

        var threads = new Thread[options.Threads - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i + 1;
            threads[i] = new Thread(() => Work(index, cancellation)) { IsBackground = true, Name = $"optimisation {index}" };
            threads[i].Start();
        }

        Work(0, cancellation);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        foreach (AutoResetEvent wakeUp in wakeUps)
        {
            wakeUp.Dispose();
        }
    }

    private void Work(int index, CancellationToken cancellation)
    {
        double[] values = new double[problem.Space.Count];
        try
        {
            while (true)
            {
                bool taken = false;
                long id = -1;
                lock (gate)
                {
                    if (ended || !MayAsk(cancellation))
                    {
                        if (ended || optimizer.Outstanding == 0)
                        {
                            ended = true;
                            WakeAll();
                            return;
                        }
                    }
                    else
                    {
                        taken = optimizer.TryTake(out id);
                    }
                }

                if (!taken)
                {
                    wakeUps[index].WaitOne();
                    continue;
                }

                Outcome outcome = evaluator.Evaluate((IProblem)problem, id, values, 1, cancellation);
                lock (gate)
                {
                    Finish(id, outcome);
                    if (options.Threads > 1)
                    {
                        WakeAll();
                    }
                }
            }
        }
        catch (Exception e)
        {
            lock (gate)
            {
                failure ??= e;
                ended = true;
                WakeAll();
            }
        }
    }

    private void WakeAll()
    {
        foreach (AutoResetEvent? wakeUp in wakeUps)
        {
            wakeUp?.Set();
        }
    }

    private bool MayAsk(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            monitor.End(EndReason.Cancelled, "The run was cancelled.");
            ended = true;
        }
        else if (!ended)
        {
            ended = monitor.IsOverNow();
        }

        return !ended && optimizer.Evaluations + optimizer.Outstanding < askLimit;
    }

    private void Finish(long id, Outcome outcome, double extraViolation = 0, double budget = 1)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Cancelled:
                ended = true;
                monitor.End(EndReason.Cancelled, "The run was cancelled.");
                return;
            case OutcomeKind.Failed when options.Failures.Action == FailureAction.Throw:
                ended = true;
                failure ??= outcome.Failure;
                return;
            case OutcomeKind.Failed:
                monitor.Failures++;
                break;
            default:
                break;
        }

        bool drop = outcome.Kind == OutcomeKind.Failed && options.Failures.Action == FailureAction.Drop;
        if (!drop)
        {
            monitor.Record(id, budget);
        }

        int before = optimizer.Generation;
        optimizer.Complete(id, drop, extraViolation);
        if (optimizer.Generation != before)
        {
            ended |= monitor.OnGeneration();
        }

        if (options.MaxEvaluations is { } max && optimizer.Evaluations >= max && !ended)
        {
            monitor.End(EndReason.MaxEvaluations, $"{optimizer.Evaluations} evaluations are done.");
            ended = true;
        }
    }

    private void RunBatches(CancellationToken cancellation)
    {
        var batch = (IBatchProblem)problem;
        var ids = new List<long>();
        while (!ended)
        {
            ids.Clear();
            while (MayAsk(cancellation) && optimizer.TryTake(out long id))
            {
                ids.Add(id);
            }

            if (ids.Count == 0)
            {
                return;
            }

            Outcome[] outcomes = evaluator.EvaluateBatch(batch, ids, cancellation);
            for (int i = 0; i < ids.Count && !ended; i++)
            {
                Finish(ids[i], outcomes[i]);
            }
        }
    }

    private void RunPruned(SuccessiveHalving pruning, CancellationToken cancellation)
    {
        var single = (IProblem)problem;
        while (!ended)
        {
            var alive = new List<long>();
            while (MayAsk(cancellation) && optimizer.TryTake(out long id))
            {
                alive.Add(id);
            }

            if (alive.Count == 0)
            {
                return;
            }

            var results = new Dictionary<long, (Outcome Outcome, int Rung)>();
            for (int rung = 0; rung < pruning.Rungs && alive.Count > 0; rung++)
            {
                var outcomes = new Outcome[alive.Count];
                double budget = pruning.Budget(rung);
                List<long> now = alive;
                Parallel.For(0, now.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = CancellationToken.None }, i =>
                    outcomes[i] = evaluator.Evaluate(single, now[i], new double[problem.Space.Count], budget, cancellation));
                for (int i = 0; i < now.Count; i++)
                {
                    results[now[i]] = (outcomes[i], rung);
                }

                alive = [.. now.Where((_, i) => outcomes[i].Kind == OutcomeKind.Done)];
                if (rung + 1 < pruning.Rungs)
                {
                    alive = evaluator.BestOf(alive, Math.Min(alive.Count, pruning.Survivors(now.Count)));
                }
            }

            foreach ((long id, (Outcome outcome, int rung)) in results.OrderBy(r => r.Key))
            {
                if (ended)
                {
                    return;
                }

                int missing = outcome.Kind == OutcomeKind.Done ? pruning.Rungs - 1 - rung : 0;
                Finish(id, outcome, missing * 1e12, pruning.Budget(rung));
            }
        }
    }
}
