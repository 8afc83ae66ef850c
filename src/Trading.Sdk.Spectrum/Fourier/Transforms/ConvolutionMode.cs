namespace Trading.Sdk.Spectrum;

/// <summary>Which part of a convolution is wanted.</summary>
public enum ConvolutionMode
{
    /// <summary>Everything: n + m − 1 values.</summary>
    Full,

    /// <summary>The middle, as long as the first input.</summary>
    Same,

    /// <summary>Only values that need no zeros beyond the ends: max − min + 1.</summary>
    Valid,
}
