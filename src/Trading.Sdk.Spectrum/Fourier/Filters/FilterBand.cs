namespace Trading.Sdk.Spectrum;

/// <summary>Which frequencies a filter lets pass.</summary>
public enum FilterBand
{
    /// <summary>Below the edge.</summary>
    LowPass,

    /// <summary>Above the edge.</summary>
    HighPass,

    /// <summary>Between the edges.</summary>
    BandPass,

    /// <summary>Outside the edges.</summary>
    BandStop,
}
