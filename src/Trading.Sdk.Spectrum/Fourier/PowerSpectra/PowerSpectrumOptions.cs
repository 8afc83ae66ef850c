namespace Trading.Sdk.Spectrum;

/// <summary>Settings of a power spectrum estimate.</summary>
public sealed class PowerSpectrumOptions
{
    /// <summary>Samples per unit of time, finite and above 0; frequencies are in its inverse unit. Default 1.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>Samples per segment, at least 1. Never shrunk: a shorter signal is refused. Default 256.</summary>
    public int SegmentLength { get; init; } = 256;

    /// <summary>Samples shared by neighbouring segments, 0 to SegmentLength − 1; null is half a segment, rounded down. Default null.</summary>
    public int? Overlap { get; init; }

    /// <summary>Length of the transform, at least SegmentLength; segments are padded with zeros to it. Null is SegmentLength. Default null.</summary>
    public int? TransformLength { get; init; }

    /// <summary>Taper of a segment, used in its periodic form. Default Hann.</summary>
    public Window Window { get; init; } = Window.Hann;

    /// <summary>What is removed from each segment. Default its mean.</summary>
    public Detrending Detrending { get; init; } = Detrending.Constant;

    /// <summary>Units. Default density.</summary>
    public SpectrumScaling Scaling { get; init; } = SpectrumScaling.Density;

    /// <summary>How segments are averaged. Default mean.</summary>
    public SegmentAveraging Averaging { get; init; } = SegmentAveraging.Mean;
}
