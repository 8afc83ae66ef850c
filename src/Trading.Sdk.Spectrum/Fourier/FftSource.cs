namespace Trading.Sdk.Spectrum;

/// <summary>How the first pass of a transform finds its input.</summary>
internal enum FftSource
{
    /// <summary>Real and imaginary parts in two arrays.</summary>
    Planar,

    /// <summary>Pairs (re, im).</summary>
    Interleaved,

    /// <summary>Pairs read as (im, re): with the result's parts exchanged, the inverse transform.</summary>
    InterleavedSwapped,
}
