namespace Trading.Sdk.Spectrum;

/// <summary>How a false-alarm probability accounts for the search over frequencies.</summary>
public enum FalseAlarmMethod
{
    /// <summary>Extreme-value approximation (Baluev 2008): an upper bound, tight for small probabilities.</summary>
    Baluev,

    /// <summary>Davies' bound (1987): may exceed 1.</summary>
    Davies,

    /// <summary>As many independent frequencies as maximum frequency × time span: too few in general.</summary>
    Independent,
}
