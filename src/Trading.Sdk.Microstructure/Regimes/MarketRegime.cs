namespace Trading.Sdk.Microstructure;

/// <summary>How a price moves.</summary>
public enum MarketRegime
{
    /// <summary>Not yet known.</summary>
    Unknown = 0,

    /// <summary>Back and forth, at its usual volatility or below.</summary>
    Ranging = 1,

    /// <summary>In one direction.</summary>
    Trending = 2,

    /// <summary>Well above its usual volatility, without direction.</summary>
    Volatile = 3,
}
