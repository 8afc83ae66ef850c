namespace Trading.Sdk.Statistics;

/// <summary>The weight that each squared residual e² gets in the robust covariance; h is the leverage of the observation.</summary>
/// <remarks>Source: H. White (1980); J. MacKinnon, H. White (1985), Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties.</remarks>
public enum HeteroskedasticityCorrection
{
    /// <summary>e².</summary>
    HC0,

    /// <summary>e²·n/(n−k).</summary>
    HC1,

    /// <summary>e²/(1−h).</summary>
    HC2,

    /// <summary>e²/(1−h)², close to the jackknife; the safest in small samples.</summary>
    HC3,
}
