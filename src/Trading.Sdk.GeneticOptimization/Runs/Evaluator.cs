namespace Trading.Sdk.GeneticOptimization;

/// <summary>One evaluation with its attempts, its time and its checks; safe for several individuals at once.</summary>
internal sealed class Evaluator(IProblemDefinition problem, Optimizer optimizer, RunOptions options)
{
    public Outcome Evaluate(IProblem evaluated, long id, double[] values, double budget, CancellationToken cancellation)
    {
        problem.Space.Decode(optimizer.GenomeOf(id), values);
        EvaluationFailedException? failed = null;
        for (int attempt = 0; attempt <= options.Failures.Retries; attempt++)
        {
            try
            {
                var context = new EvaluationContext(optimizer.Seed, optimizer.GenerationOf(id), id, attempt, budget, cancellation);
                if (options.EvaluationTimeout is { } timeout)
                {
                    EvaluateInTime(evaluated, id, values, context, timeout);
                }
                else
                {
                    evaluated.Evaluate(values, optimizer.ObjectivesOf(id), optimizer.ConstraintsOf(id), in context);
                }

                if (Check(id) is not { } reason)
                {
                    return new Outcome(OutcomeKind.Done);
                }

                failed = new EvaluationFailedException(id, [.. values], reason);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return new Outcome(OutcomeKind.Cancelled);
            }
            catch (TimeoutException e)
            {
                failed = new EvaluationFailedException(id, [.. values], e.Message, e);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed = new EvaluationFailedException(id, [.. values], e.Message, e);
            }
        }

        return Fail(id, failed!);
    }

    public async Task<Outcome> EvaluateAsync(IAsyncProblem evaluated, long id, CancellationToken cancellation)
    {
        double[] values = new double[problem.Space.Count];
        double[] f = new double[problem.ObjectiveCount], g = new double[problem.ConstraintCount];
        problem.Space.Decode(optimizer.GenomeOf(id), values);
        EvaluationFailedException? failed = null;
        for (int attempt = 0; attempt <= options.Failures.Retries; attempt++)
        {
            using var ownSource = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                var context = new EvaluationContext(optimizer.Seed, optimizer.GenerationOf(id), id, attempt, 1, ownSource.Token);
                Task task = evaluated.EvaluateAsync(values, f, g, context).AsTask();
                if (options.EvaluationTimeout is { } timeout)
                {
                    await task.WaitAsync(timeout, options.TimeProvider, cancellation).ConfigureAwait(false);
                }
                else
                {
                    await task.ConfigureAwait(false);
                }

                f.CopyTo(optimizer.ObjectivesOf(id));
                g.CopyTo(optimizer.ConstraintsOf(id));
                if (Check(id) is not { } reason)
                {
                    return new Outcome(OutcomeKind.Done);
                }

                failed = new EvaluationFailedException(id, values, reason);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return new Outcome(OutcomeKind.Cancelled);
            }
            catch (TimeoutException e)
            {
                await ownSource.CancelAsync().ConfigureAwait(false);
                // The abandoned evaluation still holds these buffers.
                f = new double[f.Length];
                g = new double[g.Length];
                failed = new EvaluationFailedException(id, values, e.Message, e);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed = new EvaluationFailedException(id, values, e.Message, e);
            }
        }

        return Fail(id, failed!);
    }

    public Outcome[] EvaluateBatch(IBatchProblem evaluated, List<long> ids, CancellationToken cancellation)
    {
        int count = ids.Count, n = problem.Space.Count, m = problem.ObjectiveCount, c = problem.ConstraintCount;
        double[] x = new double[count * n], f = new double[count * m], g = new double[count * c];
        for (int i = 0; i < count; i++)
        {
            problem.Space.Decode(optimizer.GenomeOf(ids[i]), x.AsSpan(i * n, n));
        }

        var outcomes = new Outcome[count];
        EvaluationFailedException? failed = null;
        for (int attempt = 0; attempt <= options.Failures.Retries; attempt++)
        {
            try
            {
                var context = new EvaluationContext(optimizer.Seed, optimizer.GenerationOf(ids[0]), ids[0], attempt, 1, cancellation);
                evaluated.EvaluateBatch(count, x, f, g, in context);
                failed = null;
                break;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                Array.Fill(outcomes, new Outcome(OutcomeKind.Cancelled));
                return outcomes;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed = new EvaluationFailedException(ids[0], x[..n], e.Message, e);
            }
        }

        for (int i = 0; i < count; i++)
        {
            f.AsSpan(i * m, m).CopyTo(optimizer.ObjectivesOf(ids[i]));
            g.AsSpan(i * c, c).CopyTo(optimizer.ConstraintsOf(ids[i]));
            EvaluationFailedException? own = failed ?? (Check(ids[i]) is { } reason ? new EvaluationFailedException(ids[i], x[(i * n)..((i + 1) * n)], reason) : null);
            outcomes[i] = own is null ? new Outcome(OutcomeKind.Done) : Fail(ids[i], own);
        }

        return outcomes;
    }

    /// <summary>The best of evaluated candidates by non-domination of feasible ones, then by violation.</summary>
    public List<long> BestOf(List<long> ids, int count)
    {
        if (ids.Count == 0)
        {
            return ids;
        }

        int m = problem.ObjectiveCount;
        double[] f = new double[ids.Count * m], violations = new double[ids.Count];
        int[] ranks = new int[ids.Count];
        for (int i = 0; i < ids.Count; i++)
        {
            optimizer.ObjectivesOf(ids[i]).CopyTo(f.AsSpan(i * m));
            foreach (double g in optimizer.ConstraintsOf(ids[i]))
            {
                violations[i] += Math.Max(g, 0);
            }
        }

        var order = new FrontOrder(ids.Count, m);
        order.Rank(ids.Count, f, violations, ranks);
        return [.. order.Order.Take(count).Order().Select(i => ids[i])];
    }

    private void EvaluateInTime(IProblem evaluated, long id, double[] values, EvaluationContext context, TimeSpan timeout)
    {
        using var ownSource = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        double[] f = new double[problem.ObjectiveCount], g = new double[problem.ConstraintCount], x = [.. values];
        EvaluationContext inTime = context with { CancellationToken = ownSource.Token };
        Task task = Task.Run(() => evaluated.Evaluate(x, f, g, in inTime), CancellationToken.None);
        try
        {
            task.WaitAsync(timeout, options.TimeProvider, context.CancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !task.IsCompleted)
        {
            ownSource.Cancel();
            // A late exception of the abandoned evaluation is observed here and has no other reader.
            _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new TimeoutException($"it took longer than {timeout}.", e);
        }

        f.CopyTo(optimizer.ObjectivesOf(id));
        g.CopyTo(optimizer.ConstraintsOf(id));
    }

    private string? Check(long id)
    {
        Span<double> f = optimizer.ObjectivesOf(id), g = optimizer.ConstraintsOf(id);
        for (int i = 0; i < f.Length; i++)
        {
            if (!double.IsFinite(f[i]))
            {
                return $"objective {i} is {f[i]}.";
            }
        }

        for (int i = 0; i < g.Length; i++)
        {
            if (!double.IsFinite(g[i]))
            {
                return $"constraint {i} is {g[i]}.";
            }
        }

        return null;
    }

    private Outcome Fail(long id, EvaluationFailedException failed)
    {
        if (options.Failures.Action == FailureAction.Penalise)
        {
            optimizer.ObjectivesOf(id).Fill(options.Failures.PenaltyObjective);
            optimizer.ConstraintsOf(id).Clear();
        }

        return new Outcome(OutcomeKind.Failed, failed);
    }
}
