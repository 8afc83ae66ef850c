namespace Trading.Sdk.GeneticOptimization;

/// <summary>What a host sets once for all parameter searches.</summary>
public sealed class GeneticOptimizationOptions
{
    /// <summary>Backtests at a time, at least 1. Default the number of processors.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Individuals of a generation. Default 50.</summary>
    public int PopulationSize { get; set; } = 50;

    /// <summary>Generations of one search. Default 30.</summary>
    public int Generations { get; set; } = 30;

    /// <summary>Seed. Default 1.</summary>
    public ulong Seed { get; set; } = 1;
}
