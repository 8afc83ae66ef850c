namespace Trading.Sdk.GeneticOptimization;

/// <summary>Settings of <see cref="SteadyStateNsga2"/>.</summary>
public sealed class SteadyStateOptions : GeneticOptions
{
    /// <summary>Candidates in flight, at least 1: candidate k is made of the results up to k − window, whoever finished first. Take at least the number of threads. Default 16.</summary>
    public int Window { get; init; } = 16;

    internal override void Validate(IProblemDefinition problem)
    {
        base.Validate(problem);
        Range.AtLeast(Window, 1);
        Range.Require(MutationAdaptation == MutationAdaptation.None, "The steady state keeps its mutation rate.", nameof(MutationAdaptation));
    }
}
