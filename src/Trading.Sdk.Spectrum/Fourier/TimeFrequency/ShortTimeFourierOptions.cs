namespace Trading.Sdk.Spectrum;

/// <summary>Settings of a short-time Fourier transform.</summary>
public sealed class ShortTimeFourierOptions
{
    /// <summary>Samples per unit of time, finite and above 0. Default 1.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>Samples per segment, at least 1. Never shrunk. Default 256.</summary>
    public int SegmentLength { get; init; } = 256;

    /// <summary>Samples shared by neighbouring segments, 0 to SegmentLength − 1; null is half a segment. Default null.</summary>
    public int? Overlap { get; init; }

    /// <summary>Length of the transform, at least SegmentLength; null is SegmentLength. Default null.</summary>
    public int? TransformLength { get; init; }

    /// <summary>Taper, used in its periodic form. Default Hann.</summary>
    public Window Window { get; init; } = Window.Hann;

    /// <summary>What is put before and after the signal. Default zeros, which the inverse needs.</summary>
    public EdgePadding Padding { get; init; } = EdgePadding.Zeros;

    /// <summary>True fills the end with zeros to whole segments; false drops an incomplete last segment. Default true.</summary>
    public bool FillLastSegment { get; init; } = true;

    /// <summary>What is removed from each segment. Default nothing.</summary>
    public Detrending Detrending { get; init; } = Detrending.None;

    /// <summary>Scale: spectrum divides by the window's sum, density by √(rate·Σw²). Default spectrum.</summary>
    public SpectrumScaling Scaling { get; init; } = SpectrumScaling.Spectrum;
}
