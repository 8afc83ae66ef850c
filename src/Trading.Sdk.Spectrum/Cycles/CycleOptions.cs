namespace Trading.Sdk.Spectrum;

/// <summary>Settings of a search for cycles.</summary>
public sealed class CycleOptions
{
    /// <summary>Samples per unit of time, finite and above 0. Default 1: periods are in samples.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>Chance of reporting any cycle in pure red noise, inside (0, 1). Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Confidence level of period intervals, inside (0, 1). Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Cycles reported at most, 1 to 64. Default 5.</summary>
    public int MaximumCycles { get; init; } = 5;

    /// <summary>How often a cycle must repeat inside the series, at least 2: slower ones cannot be told from a drift. Default 3.</summary>
    public double MinimumRepeats { get; init; } = 3;

    /// <summary>What is removed before the search. Default the least-squares line.</summary>
    public Detrending Detrending { get; init; } = Detrending.Linear;
}
