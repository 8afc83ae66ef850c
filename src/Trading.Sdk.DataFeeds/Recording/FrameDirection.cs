namespace Trading.Sdk.DataFeeds;

/// <summary>Which way a raw frame went, or what happened on the connection.</summary>
public enum FrameDirection : byte
{
    /// <summary>From the venue to us.</summary>
    Received = 0,

    /// <summary>From us to the venue.</summary>
    Sent = 1,

    /// <summary>The answer to a request beside the stream (a REST snapshot).</summary>
    Response = 2,

    /// <summary>The connection was opened; the payload may name its address.</summary>
    Connected = 3,

    /// <summary>The connection ended; the payload may give the reason.</summary>
    Disconnected = 4,
}
