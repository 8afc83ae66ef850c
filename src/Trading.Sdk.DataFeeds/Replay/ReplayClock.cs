namespace Trading.Sdk.DataFeeds;

/// <summary>The time by which a replay orders and paces its messages.</summary>
public enum ReplayClock : byte
{
    /// <summary>Time of arrival: what a host would have seen. The default.</summary>
    Receive = 0,

    /// <summary>The venues' own time.</summary>
    Exchange = 1,
}
