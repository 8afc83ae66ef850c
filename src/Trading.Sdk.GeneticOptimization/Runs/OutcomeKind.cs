namespace Trading.Sdk.GeneticOptimization;

internal enum OutcomeKind
{
    Done,
    Failed,
    Cancelled,
}
