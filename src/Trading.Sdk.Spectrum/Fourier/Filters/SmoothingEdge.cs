namespace Trading.Sdk.Spectrum;

/// <summary>What a smoothing filter does where its window reaches beyond the signal.</summary>
public enum SmoothingEdge
{
    /// <summary>Values of the polynomial fitted to the outermost full window.</summary>
    Interpolate,

    /// <summary>Mirrored about the end samples.</summary>
    Mirror,

    /// <summary>The end samples repeated.</summary>
    Nearest,

    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The signal repeated.</summary>
    Wrap,
}
