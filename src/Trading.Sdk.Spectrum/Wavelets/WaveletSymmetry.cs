namespace Trading.Sdk.Spectrum;

/// <summary>Symmetry of a wavelet: symmetric filters shift no phase.</summary>
public enum WaveletSymmetry
{
    /// <summary>None.</summary>
    Asymmetric,

    /// <summary>As symmetric as an orthogonal wavelet of the length can be.</summary>
    NearSymmetric,

    /// <summary>Symmetric or antisymmetric.</summary>
    Symmetric,
}
