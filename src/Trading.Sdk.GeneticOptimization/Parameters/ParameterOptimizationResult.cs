namespace Trading.Sdk.GeneticOptimization;

/// <summary>The outcome of a parameter search.</summary>
/// <param name="Winner">Best parameters over all data.</param>
/// <param name="Fitness">Their fitness over all data: found by search, so too good to be believed alone.</param>
/// <param name="Returns">Their returns over all data.</param>
/// <param name="Trials">Different parameter sets that the final search evaluated.</param>
/// <param name="Search">The final search.</param>
/// <param name="Folds">The searches judged on unseen data, in order of time; empty without validation.</param>
/// <param name="OutOfSampleFitness">Fitness of the joined returns of all judgements; NaN without validation.</param>
/// <param name="OutOfSampleReturns">Those returns.</param>
/// <param name="Overfitting">How likely the result is luck.</param>
/// <param name="Sensitivity">One entry a parameter.</param>
public sealed record ParameterOptimizationResult(
    ParameterSet Winner,
    double Fitness,
    double[] Returns,
    int Trials,
    OptimizationResult Search,
    IReadOnlyList<ParameterFoldResult> Folds,
    double OutOfSampleFitness,
    double[] OutOfSampleReturns,
    OverfittingReport Overfitting,
    IReadOnlyList<ParameterSensitivity> Sensitivity);
