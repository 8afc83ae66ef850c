namespace Trading.Sdk.GeneticOptimization;

/// <summary>How an evaluation ended; the figures stand in the optimiser's rows.</summary>
internal readonly record struct Outcome(OutcomeKind Kind, EvaluationFailedException? Failure = null);
