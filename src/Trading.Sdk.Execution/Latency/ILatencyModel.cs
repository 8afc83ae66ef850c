namespace Trading.Sdk.Execution;

/// <summary>How long orders and their answers travel.</summary>
public interface ILatencyModel
{
    /// <summary>
    /// Nanoseconds from the decision until the venue has the order; negative = the venue never took it, and the strategy learns
    /// that after the absolute value.
    /// </summary>
    /// <param name="time">Time of the decision, nanoseconds since 1970.</param>
    long OrderEntry(long time);

    /// <summary>Nanoseconds from the venue's event until the strategy knows of it; at least 0.</summary>
    /// <param name="time">Time on the venue, nanoseconds since 1970.</param>
    long Response(long time);

    /// <summary>A market data message arrived: for models that follow the latency of the feed. Default: nothing.</summary>
    /// <param name="exchangeTime">The venue's time of the message.</param>
    /// <param name="receiveTime">Time of its arrival.</param>
    void OnFeed(long exchangeTime, long receiveTime)
    {
    }
}
