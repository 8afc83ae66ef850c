namespace Trading.Sdk.Spectrum;

/// <summary>What happens to coefficients, given a threshold t.</summary>
public enum Shrinkage
{
    /// <summary>Below t zero, others moved towards zero by t.</summary>
    Soft,

    /// <summary>Below t zero, others kept.</summary>
    Hard,

    /// <summary>Below t zero, others d − t²/d: between hard and soft (Breiman 1995).</summary>
    Garrote,
}
