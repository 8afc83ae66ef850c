using Trading.Sdk.GeneticOptimization;

namespace Trading.Sdk.Benchmarks;

/// <summary>Notes the allocated bytes of the thread at every evaluation.</summary>
internal sealed class AllocationProbe(TestProblem inner) : IProblem
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

    public double BytesPerGeneration(int population, int warmUp) => (double)(seen[count - 1] - seen[warmUp * population]) / ((count / population) - warmUp);
}
