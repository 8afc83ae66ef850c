namespace Trading.Sdk.Spectrum;

/// <summary>Conditions on peaks; each null leaves its property unexamined. They are applied in the order plateau, height, threshold, distance, prominence, width.</summary>
public sealed class PeakOptions
{
    /// <summary>Smallest length of a flat top in samples.</summary>
    public double? MinimumPlateau { get; init; }

    /// <summary>Largest length of a flat top in samples.</summary>
    public double? MaximumPlateau { get; init; }

    /// <summary>Smallest value at the peak.</summary>
    public double? MinimumHeight { get; init; }

    /// <summary>Largest value at the peak.</summary>
    public double? MaximumHeight { get; init; }

    /// <summary>Smallest drop to the nearer-valued neighbour.</summary>
    public double? MinimumThreshold { get; init; }

    /// <summary>Largest drop to the farther-valued neighbour.</summary>
    public double? MaximumThreshold { get; init; }

    /// <summary>Smallest distance of neighbouring peaks in samples, at least 1: lower peaks go first.</summary>
    public double? Distance { get; init; }

    /// <summary>Smallest height above the higher of the two surrounding saddles.</summary>
    public double? MinimumProminence { get; init; }

    /// <summary>Largest prominence.</summary>
    public double? MaximumProminence { get; init; }

    /// <summary>Samples around a peak that its prominence may look at, at least 2; null is the whole signal, so that far values matter. Default null.</summary>
    public int? ProminenceWindow { get; init; }

    /// <summary>Smallest width in samples.</summary>
    public double? MinimumWidth { get; init; }

    /// <summary>Largest width in samples.</summary>
    public double? MaximumWidth { get; init; }

    /// <summary>Share of the prominence below the peak at which the width is measured, at least 0. Default 0.5.</summary>
    public double RelativeHeight { get; init; } = 0.5;
}
