namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Means over a minibatch.</summary>
/// <param name="Loss">Policy loss + value coefficient · value loss − entropy coefficient · entropy.</param>
/// <param name="PolicyLoss">Clipped surrogate, to be minimised.</param>
/// <param name="ValueLoss">Half the mean squared error of the values, clipped as the style says.</param>
/// <param name="Entropy">Mean entropy of the policy.</param>
/// <param name="ApproximateKl">mean(ratio − 1 − log ratio), not negative.</param>
/// <param name="OldApproximateKl">mean(−log ratio).</param>
/// <param name="ClipFraction">Share of rows with |ratio − 1| above the clip range.</param>
public readonly record struct PpoLossResult(double Loss, double PolicyLoss, double ValueLoss, double Entropy, double ApproximateKl, double OldApproximateKl, double ClipFraction);
