namespace Trading.Sdk.Spectrum;

/// <summary>Settings of <see cref="FourierAnalyzer"/>.</summary>
public sealed class FourierAnalyzerOptions
{
    /// <summary>Samples of the window, at least 16; lengths without large prime factors are fastest. Default 1024.</summary>
    public int WindowLength { get; init; } = 1024;

    /// <summary>The window is analysed after every so many samples, at least 1. Default 1.</summary>
    public int Hop { get; init; } = 1;

    /// <summary>Settings of the search for cycles. Default: at most 2 cycles, which bounds the time per sample.</summary>
    public CycleOptions Cycles { get; init; } = new() { MaximumCycles = 2 };

    /// <summary>What happens to NaN and infinity. Default rejection.</summary>
    public MissingSamplePolicy Missing { get; init; } = MissingSamplePolicy.Reject;
}
