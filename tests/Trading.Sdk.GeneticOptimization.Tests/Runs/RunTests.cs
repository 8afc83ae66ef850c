using Trading.Sdk.Testing;

namespace Trading.Sdk.GeneticOptimization.Tests;

public class RunTests
{
    private static readonly TestProblem Sphere = TestProblem.Create("sphere", 5);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_NaNFitness_ThrowsWithIndividualAndValues(int threads)
    {
        var problem = new DelegateProblem(Sphere.Space, x => x[0] > 1 ? double.NaN : x[0]);
        var run = new OptimizationRun(problem, new GeneticAlgorithm(problem), new RunOptions { MaxGenerations = 10, Threads = threads });
        EvaluationFailedException e = Assert.Throws<EvaluationFailedException>(() => run.Run());
        Assert.Contains("NaN", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, e.Values.Length);
    }

    [Theory]
    [InlineData(FailureAction.Penalise)]
    [InlineData(FailureAction.Drop)]
    public void Run_ThrowingFitness_IsCountedAndSurvived(FailureAction action)
    {
        var problem = new DelegateProblem(Sphere.Space, x => x[0] < 0 ? throw new InvalidOperationException("no data") : Sum(x));
        OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 20 }), new RunOptions { MaxGenerations = 30, Failures = new FailurePolicy { Action = action } }).Run();
        Assert.True(result.Failures > 0);
        Assert.Equal(600, result.Evaluations);
        Assert.True(result.Best!.Values[0] >= 0);
        Assert.True(result.Best.Objectives[0] < 0.5);
    }

    [Fact]
    public void Run_RetryPolicy_TriesAgainWithTheNextAttempt()
    {
        int attempts = 0;
        var problem = new DelegateProblem(Sphere.Space, 1, 0, (x, f, _, in context) =>
        {
            attempts++;
            f[0] = context.Attempt == 0 ? throw new IOException("the farm lost it") : Sum(x);
        });
        OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 10 }), new RunOptions { MaxGenerations = 2, Failures = new FailurePolicy { Retries = 1 } }).Run();
        Assert.Equal(0, result.Failures);
        Assert.Equal(2 * result.Evaluations, attempts);
    }

    [Fact]
    public void Run_EveryEvaluationFails_EndsWithoutAFront()
    {
        var problem = new DelegateProblem(Sphere.Space, _ => double.PositiveInfinity);
        OptimizationResult result = new OptimizationRun(problem, new Nsga2(problem, new Nsga2Options { PopulationSize = 8 }), new RunOptions { MaxGenerations = 3, Failures = new FailurePolicy { Action = FailureAction.Drop } }).Run();
        Assert.Equal(24, result.Failures);
        Assert.Empty(result.Front);
        Assert.Null(result.Best);
    }

    [Fact]
    public void Run_HungEvaluation_IsAbandonedAtItsTimeout()
    {
        using var never = new ManualResetEventSlim();
        var problem = new DelegateProblem(Sphere.Space, 1, 0, (x, f, _, in context) =>
        {
            if (context.Individual == 3)
            {
                never.Wait(TimeSpan.FromSeconds(30));
            }

            f[0] = Sum(x);
        });
        OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 8 }), new RunOptions { MaxGenerations = 2, EvaluationTimeout = TimeSpan.FromMilliseconds(300), Failures = new FailurePolicy { Action = FailureAction.Drop } }).Run();
        never.Set();
        Assert.Equal(1, result.Failures);
        Assert.Equal(16, result.Evaluations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Cancelled_ReturnsTheBestSoFarWithinOneEvaluation(int threads)
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        double best = double.PositiveInfinity;
        Lock gate = new();
        var problem = new DelegateProblem(Sphere.Space, x =>
        {
            double value = Sum(x);
            lock (gate)
            {
                evaluations++;
                best = Math.Min(best, value);
                if (evaluations == 137)
                {
                    source.Cancel();
                }
            }

            return value;
        });
        OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 50 }), new RunOptions { MaxGenerations = 100, Threads = threads }).Run(source.Token);
        Assert.Equal(EndReason.Cancelled, result.EndReason);
        Assert.InRange(evaluations, 137, 137 + threads - 1);
        Assert.Equal(evaluations, result.Evaluations);
        Assert.Equal(best, result.Best!.Objectives[0]);
    }

    [Fact]
    public void Run_EachLimit_NamesItsReason()
    {
        Assert.Equal(EndReason.MaxGenerations, End(new RunOptions { MaxGenerations = 3 }));
        Assert.Equal(EndReason.MaxEvaluations, End(new RunOptions { MaxEvaluations = 33 }));
        Assert.Equal(EndReason.TargetReached, End(new RunOptions { MaxGenerations = 5000, TargetObjective = 0.01 }));
        Assert.Equal(EndReason.FitnessStagnation, End(new RunOptions { MaxGenerations = 50_000, StagnationGenerations = 20, StagnationTolerance = 1e-6 }));
        Assert.Equal(EndReason.DiversityLost, End(new RunOptions { MaxGenerations = 50_000, MinDiversity = 1e-3 }));
        Assert.Equal(EndReason.StoppedByCallback, End(new RunOptions { OnGeneration = r => r.Generation < 4 }));
        Assert.Equal(EndReason.HypervolumePlateau, End(new RunOptions { MaxGenerations = 50_000, HypervolumePlateauGenerations = 10, HypervolumeTolerance = 1e-4, ReferencePoint = [200] }));
        var clock = new ManualTimeProvider();
        Assert.Equal(EndReason.TimeLimit, End(new RunOptions
        {
            TimeProvider = clock, TimeLimit = TimeSpan.FromSeconds(10), OnGeneration = _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(3));
                return true;
            },
        }));

        static EndReason End(RunOptions options) => new OptimizationRun(Sphere, new GeneticAlgorithm(Sphere, new GeneticAlgorithmOptions { PopulationSize = 16 }), options).Run().EndReason;
    }

    [Fact]
    public void Run_BatchAndAsyncForms_GiveTheBitsOfThePlainForm()
    {
        TestProblem zdt1 = TestProblem.Create("zdt1");
        var options = new RunOptions { MaxGenerations = 12, Threads = 3 };
        ulong plain = new OptimizationRun(zdt1, Create(), options).Run().StateHash;
        Assert.Equal(plain, new OptimizationRun(new BatchForm(zdt1), Create(), options).Run().StateHash);
        Assert.Equal(plain, new OptimizationRun(new AsyncForm(zdt1), Create(), options).Run().StateHash);

        Nsga2 Create() => new(zdt1, new Nsga2Options { PopulationSize = 20 });
    }

    [Fact]
    public void Run_Pruning_SpendsLessAndKeepsFullyEvaluatedWinners()
    {
        double spent = 0;
        Lock gate = new();
        var problem = new DelegateProblem(Sphere.Space, 1, 0, (x, f, _, in context) =>
        {
            lock (gate)
            {
                spent += context.Budget;
            }

            f[0] = Sum(x) + ((1 - context.Budget) * 0.01 * context.CreateRandom().NextGaussian());
        });
        OptimizationResult result = new OptimizationRun(problem, new GeneticAlgorithm(problem, new GeneticAlgorithmOptions { PopulationSize = 27 }), new RunOptions { MaxGenerations = 40, Pruning = new SuccessiveHalving(3, 3), Threads = 2 }).Run();
        Assert.Equal(27 * 40, result.Evaluations);
        Assert.True(spent < 0.4 * result.Evaluations, $"{spent}");
        Assert.True(result.Best!.IsFeasible);
        Assert.True(result.Best.Objectives[0] < 1);
    }

    [Fact]
    public void Run_Sink_ReceivesEveryIndividualInOrder()
    {
        var sink = new RecordingSink();
        new OptimizationRun(Sphere, new GeneticAlgorithm(Sphere, new GeneticAlgorithmOptions { PopulationSize = 10 }), new RunOptions { MaxGenerations = 5, Threads = 4, Sink = sink, KeepHistory = true }).Run();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), sink.Individuals.Select(i => i.Id));
        Assert.Equal([1, 2, 3, 4, 5], sink.Generations);
        Assert.Equal((1, 1), (sink.Started, sink.Ended));
    }

    [Fact]
    public void Run_AfterWarmUp_AllocatesNothingPerGeneration()
    {
        foreach (string name in new[] { "zdt1", "osy", "dtlz2" })
        {
            var probe = new AllocationProbe(TestProblem.Create(name));
            new OptimizationRun(probe, new Nsga2(probe, new Nsga2Options { PopulationSize = 40 }), new RunOptions { MaxGenerations = 200 }).Run();
            Assert.Equal(0, probe.BytesAfter(100 * 40));
        }
    }

    [Fact]
    public void Restore_DamagedCheckpoint_IsRefused()
    {
        var optimizer = new Nsga2(Sphere, new Nsga2Options { PopulationSize = 6 });
        new OptimizationRun(Sphere, optimizer, new RunOptions { MaxEvaluations = 15 }).Run();
        using var stream = new MemoryStream();
        optimizer.Save(stream);
        byte[] bytes = stream.ToArray();
        for (int length = 0; length < bytes.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => new Nsga2(Sphere, new Nsga2Options { PopulationSize = 6 }).Restore(new MemoryStream(bytes, 0, length)));
        }

        Assert.Throws<InvalidDataException>(() => new Nsga2(Sphere, new Nsga2Options { PopulationSize = 6, Seed = 2 }).Restore(new MemoryStream(bytes)));
        Assert.Throws<InvalidDataException>(() => new Nsga2(Sphere, new Nsga2Options { PopulationSize = 8 }).Restore(new MemoryStream(bytes)));
        Assert.Throws<InvalidDataException>(() => new GeneticAlgorithm(Sphere, new GeneticAlgorithmOptions { PopulationSize = 6 }).Restore(new MemoryStream(bytes)));
    }

    [Fact]
    public void Tell_UnknownOrRepeatedIndividual_Throws()
    {
        var optimizer = new GeneticAlgorithm(Sphere);
        double[] x = new double[5];
        Assert.Throws<ArgumentException>(() => optimizer.Tell(0, [1.0]));
        Assert.True(optimizer.TryAsk(x, out long id));
        Assert.Throws<ArgumentException>(() => optimizer.Tell(id, [double.NaN]));
        optimizer.Tell(id, [1.0]);
        Assert.Throws<ArgumentException>(() => optimizer.Tell(id, [1.0]));
    }

    [Fact]
    public void Run_WithoutAnyLimit_Throws() => Assert.Throws<ArgumentException>(() => new OptimizationRun(Sphere, new GeneticAlgorithm(Sphere), new RunOptions()));

    private static double Sum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x)
        {
            sum += v * v;
        }

        return sum;
    }

    private sealed class BatchForm(TestProblem inner) : IBatchProblem
    {
        public DecisionSpace Space => inner.Space;

        public int ObjectiveCount => inner.ObjectiveCount;

        public int ConstraintCount => inner.ConstraintCount;

        public void EvaluateBatch(int count, ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context)
        {
            for (int i = 0; i < count; i++)
            {
                inner.Evaluate(x.Slice(i * Space.Count, Space.Count), objectives.Slice(2 * i, 2), constraints);
            }
        }
    }

    private sealed class AsyncForm(TestProblem inner) : IAsyncProblem
    {
        public DecisionSpace Space => inner.Space;

        public int ObjectiveCount => inner.ObjectiveCount;

        public int ConstraintCount => inner.ConstraintCount;

        public async ValueTask EvaluateAsync(ReadOnlyMemory<double> x, Memory<double> objectives, Memory<double> constraints, EvaluationContext context)
        {
            await Task.Yield();
            inner.Evaluate(x.Span, objectives.Span, constraints.Span);
        }
    }

    private sealed class AllocationProbe(TestProblem inner) : IProblem
    {
        private readonly long[] seen = new long[100_000];
        private int count;

        public DecisionSpace Space => inner.Space;

        public int ObjectiveCount => inner.ObjectiveCount;

        public int ConstraintCount => inner.ConstraintCount;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context)
        {
            seen[count++] = GC.GetAllocatedBytesForCurrentThread();
            inner.Evaluate(x, objectives, constraints);
        }

        public long BytesAfter(int evaluations) => seen[count - 1] - seen[evaluations];
    }

    private sealed class RecordingSink : IOptimizationSink
    {
        public List<IndividualRecord> Individuals { get; } = [];

        public List<int> Generations { get; } = [];

        public int Started { get; private set; }

        public int Ended { get; private set; }

        public void OnRunStarted(RunRecord run) => Started++;

        public void OnIndividual(IndividualRecord individual) => Individuals.Add(individual);

        public void OnGeneration(RunRecord run, GenerationReport report) => Generations.Add(report.Generation);

        public void OnRunEnded(RunRecord run, OptimizationResult result) => Ended++;
    }
}
