namespace Trading.Sdk.Microstructure;

/// <summary>The variance before the first return.</summary>
public enum GarchBackcast
{
    /// <summary>Σ 0.94ⁱ·eᵢ² over the first 75 residuals, weights normalised.</summary>
    ExponentiallyWeighted = 0,

    /// <summary>Mean of the squared residuals of the sample.</summary>
    SampleVariance = 1,
}
