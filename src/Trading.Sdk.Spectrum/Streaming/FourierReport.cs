namespace Trading.Sdk.Spectrum;

/// <summary>What the last window says about cycles.</summary>
/// <param name="Samples">Samples accepted so far.</param>
/// <param name="IsWarm">Whether the window is full; nothing else means anything before.</param>
/// <param name="IsFresh">Whether the window was analysed at this sample; otherwise the values are those of the last analysis.</param>
/// <param name="CycleCount">Significant cycles; <see cref="FourierAnalyzer.Cycles"/> holds them.</param>
/// <param name="Dominant">The strongest cycle against the noise; default when there is none.</param>
/// <param name="Rho">Lag-1 autocorrelation of the noise.</param>
/// <param name="Variance">Variance of the noise.</param>
public readonly record struct FourierReport(long Samples, bool IsWarm, bool IsFresh, int CycleCount, Cycle Dominant, double Rho, double Variance);
