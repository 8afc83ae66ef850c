namespace Trading.Sdk.GeneticOptimization;

/// <summary>Receives the records of a run, for storage. Calls come one at a time, individuals of a generation before the generation; an exception ends the run.</summary>
public interface IOptimizationSink
{
    /// <summary>A run begins or is resumed.</summary>
    void OnRunStarted(RunRecord run);

    /// <summary>An individual is in the population after a generation for the first time or was evaluated and lost; told once per individual.</summary>
    void OnIndividual(IndividualRecord individual);

    /// <summary>A generation is complete.</summary>
    void OnGeneration(RunRecord run, GenerationReport report);

    /// <summary>A run has ended.</summary>
    void OnRunEnded(RunRecord run, OptimizationResult result);
}
