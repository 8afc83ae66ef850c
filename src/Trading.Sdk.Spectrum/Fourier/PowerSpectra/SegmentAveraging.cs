namespace Trading.Sdk.Spectrum;

/// <summary>How the spectra of segments become one.</summary>
public enum SegmentAveraging
{
    /// <summary>Their mean (Welch 1967).</summary>
    Mean,

    /// <summary>Their median per bin, divided by its bias for χ² values: robust against bursts (Allen et al. 2012, FINDCHIRP, appendix B).</summary>
    Median,
}
