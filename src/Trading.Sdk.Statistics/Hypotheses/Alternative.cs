namespace Trading.Sdk.Statistics;

/// <summary>What a test holds against its null hypothesis.</summary>
public enum Alternative
{
    /// <summary>A difference in either direction.</summary>
    TwoSided,

    /// <summary>The (first) sample is smaller.</summary>
    Less,

    /// <summary>The (first) sample is greater.</summary>
    Greater,
}
