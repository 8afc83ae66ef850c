namespace Trading.Sdk.DataFeeds;

/// <summary>What the server said last of one of its data farms.</summary>
public enum TwsFarmState
{
    /// <summary>Connected.</summary>
    Ok = 0,

    /// <summary>Not connected until something needs it.</summary>
    Inactive,

    /// <summary>Connecting.</summary>
    Connecting,

    /// <summary>Broken.</summary>
    Broken,
}
