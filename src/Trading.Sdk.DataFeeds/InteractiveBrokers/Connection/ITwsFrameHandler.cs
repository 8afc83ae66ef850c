namespace Trading.Sdk.DataFeeds;

/// <summary>What a connection calls on its read loop, one call at a time.</summary>
internal interface ITwsFrameHandler
{
    /// <summary>A frame came.</summary>
    void OnFrame(ReadOnlySpan<byte> payload);

    /// <summary>All frames that arrived together have been handed over.</summary>
    void OnBatchEnd();

    /// <summary><see cref="TwsConnection.Wake"/> was called.</summary>
    void OnWake();
}
