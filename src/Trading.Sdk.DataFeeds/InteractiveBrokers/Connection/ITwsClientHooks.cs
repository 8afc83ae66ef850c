namespace Trading.Sdk.DataFeeds;

/// <summary>What a feed adds to the read loop of its client.</summary>
internal interface ITwsClientHooks
{
    /// <summary>An error or notice came, before the request it belongs to sees it.</summary>
    void OnError(TwsError error);

    /// <summary>A message could not be read.</summary>
    void OnMalformed(TwsProtocolException error);

    /// <summary>The server told its time: it is alive.</summary>
    void OnCurrentTime();

    /// <summary>All messages that arrived together have been handled.</summary>
    /// <param name="messages">How many.</param>
    void OnBatchEnd(int messages);

    /// <summary>A timer of the feed fired.</summary>
    void OnWake();
}
