namespace Trading.Sdk.Statistics;

/// <summary>One division of observations into training and test.</summary>
/// <param name="TestGroups">The test groups (folds) it holds out, ascending; the window's number for walk-forward.</param>
/// <param name="Train">Indices of the training observations, ascending.</param>
/// <param name="Test">Indices of the test observations, ascending.</param>
public sealed record TrainTestSplit(int[] TestGroups, int[] Train, int[] Test);
