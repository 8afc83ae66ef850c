namespace Trading.Sdk.Spectrum;

/// <summary>What is put before and after a signal so that segments centre on its first and last samples.</summary>
public enum EdgePadding
{
    /// <summary>Nothing: the first segment starts at the first sample.</summary>
    None,

    /// <summary>Half a segment of zeros.</summary>
    Zeros,

    /// <summary>Half a segment mirrored about the end samples.</summary>
    Even,

    /// <summary>Half a segment mirrored about the end samples in both directions.</summary>
    Odd,

    /// <summary>Half a segment of the end samples.</summary>
    Constant,
}
