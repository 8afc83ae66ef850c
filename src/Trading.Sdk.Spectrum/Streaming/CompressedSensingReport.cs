namespace Trading.Sdk.Spectrum;

/// <summary>How well the last window is made of the dictionary's atoms.</summary>
/// <param name="Samples">Samples accepted so far.</param>
/// <param name="IsWarm">Whether the window is full; nothing else means anything before.</param>
/// <param name="Score">Share of the window's energy that the sparse code leaves, in [0, 1].</param>
/// <param name="PValue">Chance that a normal window scores as high.</param>
/// <param name="IsAnomaly">Whether the p-value is at most the analyzer's level.</param>
public readonly record struct CompressedSensingReport(long Samples, bool IsWarm, double Score, double PValue, bool IsAnomaly);
