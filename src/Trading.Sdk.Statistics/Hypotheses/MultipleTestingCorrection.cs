namespace Trading.Sdk.Statistics;

/// <summary>What a correction for many tests controls.</summary>
public enum MultipleTestingCorrection
{
    /// <summary>m·p: the probability of any false rejection, under every dependence (Bonferroni 1936).</summary>
    Bonferroni,

    /// <summary>Step-down (m−i)·p: the same control, never weaker than Bonferroni (Holm 1979).</summary>
    Holm,

    /// <summary>Step-up m/i·p: the expected share of false rejections, for independent or positively dependent tests (Benjamini and Hochberg 1995).</summary>
    BenjaminiHochberg,

    /// <summary>Benjamini–Hochberg times Σ1/i: the same share under every dependence (Benjamini and Yekutieli 2001).</summary>
    BenjaminiYekutieli,
}
