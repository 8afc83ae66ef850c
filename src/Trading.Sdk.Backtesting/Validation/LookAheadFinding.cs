namespace Trading.Sdk.Backtesting;

/// <summary>An output that changed although only data behind it did.</summary>
/// <param name="Cut">The data up to this time was the same.</param>
/// <param name="Trial">What was done to the data behind the cut: <c>truncated</c> or <c>altered</c>.</param>
/// <param name="Time">Claimed time of the first output that differs, at or before the cut.</param>
/// <param name="Original">The output with the data as it is.</param>
/// <param name="Changed">The output in the trial; null when it is missing there.</param>
public sealed record LookAheadFinding(long Cut, string Trial, long Time, string? Original, string? Changed);
