namespace Trading.Sdk.Microstructure;

/// <summary>Settings of a <see cref="FeatureEngine"/>.</summary>
public sealed record FeatureEngineOptions
{
    /// <value>The measures. Default <see cref="FeatureSet.Default"/>.</value>
    public FeatureSet Features { get; init; } = FeatureSet.Default;

    /// <value>When rows are written. Default every second.</value>
    public FeatureClock Clock { get; init; } = FeatureClock.Every(TimeSpan.FromSeconds(1));

    /// <value>Scaling of every column by its past. Default none.</value>
    public FeatureNormalization Normalization { get; init; } = FeatureNormalization.None;

    /// <value>Earlier rows the scaling looks at, at least 10. Default 300.</value>
    public int NormalizationRows { get; init; } = 300;

    /// <value>Earlier rows it needs before the first scaled value, 2…<see cref="NormalizationRows"/>. Default 30.</value>
    public int NormalizationWarmUp { get; init; } = 30;

    /// <value>True takes the receive time of the events instead of the exchange time: what was known here, when. Default false.</value>
    public bool UseReceiveTime { get; init; }

    /// <value>Rows written at most for a silence of the market; a longer silence skips to its end and is counted. At least 1. Default 3,600.</value>
    public int SilenceRowsMax { get; init; } = 3_600;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Features);
        ArgumentNullException.ThrowIfNull(Clock);
        Require.AtLeast(NormalizationRows, 10, nameof(NormalizationRows));
        Require.Within(NormalizationWarmUp, 2, NormalizationRows, nameof(NormalizationWarmUp));
        Require.AtLeast(SilenceRowsMax, 1, nameof(SilenceRowsMax));
    }
}
