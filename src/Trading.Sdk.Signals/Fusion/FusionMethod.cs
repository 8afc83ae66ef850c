namespace Trading.Sdk.Signals;

/// <summary>How the probabilities of several sources become one.</summary>
public enum FusionMethod
{
    /// <summary>σ(a · Σ w logit p) with Σ w = 1: right for calibrated sources; a &gt; 1 sharpens.</summary>
    LogOdds = 0,

    /// <summary>Σ w p with Σ w = 1: robust where sources are badly calibrated.</summary>
    Linear,

    /// <summary>Σ w c p / Σ w c, c = the distance of a source's probability from one half, times two.</summary>
    ConfidenceWeighted,
}
