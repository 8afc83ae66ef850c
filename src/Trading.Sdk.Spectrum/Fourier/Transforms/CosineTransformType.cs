namespace Trading.Sdk.Spectrum;

/// <summary>Kind of a discrete cosine transform.</summary>
public enum CosineTransformType
{
    /// <summary>y[k] = x[0] + (−1)^k·x[n−1] + 2 Σ x[t]·cos(πkt/(n−1)); its own inverse but for scale; at least 2 samples.</summary>
    I = 1,

    /// <summary>y[k] = 2 Σ x[t]·cos(πk(2t+1)/2n): "the" cosine transform.</summary>
    II = 2,

    /// <summary>y[k] = x[0] + 2 Σ x[t]·cos(π(2k+1)t/2n): the inverse of II but for scale.</summary>
    III = 3,

    /// <summary>y[k] = 2 Σ x[t]·cos(π(2k+1)(2t+1)/4n); its own inverse but for scale.</summary>
    IV = 4,
}
