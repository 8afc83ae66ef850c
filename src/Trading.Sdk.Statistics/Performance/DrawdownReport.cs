namespace Trading.Sdk.Statistics;

/// <summary>The deepest fall of an equity curve. Indices count the curve's points; point 0 is the initial capital.</summary>
/// <param name="MaximumDrawdown">Least value of equity/peak−1: at most 0.</param>
/// <param name="PeakIndex">Point of the peak before the deepest fall (its first point when the height was reached several times).</param>
/// <param name="TroughIndex">Point of the deepest fall; equal to the peak when the curve never falls.</param>
/// <param name="RecoveryIndex">First later point at or above that peak, or null when there is none yet.</param>
/// <param name="LongestUnderwaterPeriods">Most points in a row below the running peak.</param>
public readonly record struct DrawdownReport(double MaximumDrawdown, int PeakIndex, int TroughIndex, int? RecoveryIndex, int LongestUnderwaterPeriods);
