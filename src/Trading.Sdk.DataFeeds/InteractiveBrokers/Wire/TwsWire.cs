namespace Trading.Sdk.DataFeeds;

/// <summary>Numbers of the text protocol that belong to no single message.</summary>
internal static class TwsWire
{
    /// <summary>The oldest server understood: the first with decimal sizes.</summary>
    public const int OldestServer = 163;

    /// <summary>The newest server version announced: the last before layouts change that nothing here needs.</summary>
    public const int NewestServer = 176;

    /// <summary>The longest frame the official clients accept.</summary>
    public const int FrameBytesMax = 0xFF_FFFF;

    /// <summary>Bytes of the length before each frame.</summary>
    public const int LengthBytes = 4;

    /// <summary>The request id of a notice that belongs to no request.</summary>
    public const int NoRequest = -1;
}
