namespace Trading.Sdk.DataFeeds;

/// <summary>A request that has not ended: what comes under its id goes to it, on the read loop.</summary>
internal abstract class TwsRequest
{
    /// <summary>Given by the client when it is sent; used once.</summary>
    public int Id { get; set; }

    /// <summary>The frame that cancels it; null where the protocol has none.</summary>
    public byte[]? CancelFrame { get; set; }

    /// <summary>A message under its id; the reader stands behind the id.</summary>
    /// <returns>False when the request has ended with it.</returns>
    public abstract bool OnMessage(int message, ref TwsFieldReader reader);

    /// <summary>An error or notice under its id.</summary>
    /// <returns>False when the request has ended with it.</returns>
    public virtual bool OnError(TwsError error)
    {
        if (error.Class < TwsErrorClass.Request)
        {
            return true;
        }

        OnEnded(new TwsRequestException(error));
        return false;
    }

    /// <summary>A message under its id could not be read.</summary>
    /// <returns>False when the request ends with it.</returns>
    public virtual bool OnMalformed(TwsProtocolException error)
    {
        OnEnded(error);
        return false;
    }

    /// <summary>The request cannot go on.</summary>
    public abstract void OnEnded(Exception cause);
}
