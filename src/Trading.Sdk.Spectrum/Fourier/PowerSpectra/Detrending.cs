namespace Trading.Sdk.Spectrum;

/// <summary>What is removed from each segment before it is transformed.</summary>
public enum Detrending
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean.</summary>
    Constant,

    /// <summary>The least-squares line.</summary>
    Linear,
}
