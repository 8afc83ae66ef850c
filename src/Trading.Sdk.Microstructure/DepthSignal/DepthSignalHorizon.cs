namespace Trading.Sdk.Microstructure;

/// <summary>What followed depth signals over one horizon. Returns are logarithmic, positive when the price went the signal's way.</summary>
/// <param name="Horizon">The horizon.</param>
/// <param name="Signals">Signals whose horizon lies within the prices.</param>
/// <param name="HitRate">Share followed by a positive return; NaN without signals.</param>
/// <param name="MeanReturn">Mean return.</param>
/// <param name="StandardError">Newey–West error of the mean; NaN below 2 signals.</param>
/// <param name="TStatistic">Mean / error.</param>
/// <param name="FalsePositiveRate">Share followed by no or a negative return.</param>
/// <param name="UngatedSignals">Snapshots with a direction, whether or not it had persisted.</param>
/// <param name="UngatedHitRate">Share of them followed by a positive return.</param>
/// <param name="UngatedMeanReturn">Their mean return.</param>
/// <param name="UngatedStandardError">Newey–West error of that mean.</param>
/// <param name="UngatedFalsePositiveRate">Share of them followed by no or a negative return: what the persistence gate is worth is the difference.</param>
public sealed record DepthSignalHorizon(
    TimeSpan Horizon,
    int Signals,
    double HitRate,
    double MeanReturn,
    double StandardError,
    double TStatistic,
    double FalsePositiveRate,
    int UngatedSignals,
    double UngatedHitRate,
    double UngatedMeanReturn,
    double UngatedStandardError,
    double UngatedFalsePositiveRate);
