namespace Trading.Sdk.Statistics;

/// <summary>What a drift detector says.</summary>
public enum DriftLevel
{
    /// <summary>Nothing unusual.</summary>
    Stable,

    /// <summary>Start to keep recent data: a drift may have begun.</summary>
    Warning,

    /// <summary>The distribution has changed.</summary>
    Drift,
}
