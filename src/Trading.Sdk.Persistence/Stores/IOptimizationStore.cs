namespace Trading.Sdk.Persistence;

/// <summary>Optimisation runs, generations and individuals.</summary>
public interface IOptimizationStore
{
    /// <summary>Optimisation runs.</summary>
    IRecordStore<OptimizationRunRecord> OptimizationRuns { get; }

    /// <summary>Generations.</summary>
    IRecordStore<GeneticGenerationRecord> GeneticGenerations { get; }

    /// <summary>Individuals.</summary>
    IRecordStore<GeneticIndividualRecord> GeneticIndividuals { get; }
}
