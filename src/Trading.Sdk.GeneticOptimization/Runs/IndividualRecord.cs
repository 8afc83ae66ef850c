namespace Trading.Sdk.GeneticOptimization;

/// <summary>One evaluated individual in records.</summary>
/// <param name="Id">Number in the run.</param>
/// <param name="Generation">Generation it was made in, from 0.</param>
/// <param name="Values">Natural values.</param>
/// <param name="Objectives">Objectives.</param>
/// <param name="Constraints">Constraint values of the problem.</param>
/// <param name="Budget">Share of a full evaluation behind the result, 1 without pruning.</param>
public sealed record IndividualRecord(long Id, int Generation, double[] Values, double[] Objectives, double[] Constraints, double Budget);
