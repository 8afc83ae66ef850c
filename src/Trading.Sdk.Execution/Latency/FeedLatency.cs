namespace Trading.Sdk.Execution;

/// <summary>
/// Order latency as a multiple of the latest latency of market data: a feed that lags in a crash makes the orders lag too,
/// which a constant hides.
/// </summary>
/// <remarks>Receive minus exchange time of the newest message; a negative difference (clocks differ) counts as 0.</remarks>
public sealed class FeedLatency : ILatencyModel
{
    private readonly double entryMultiple, responseMultiple;
    private readonly long entryOffset, responseOffset;
    private long latest;

    /// <summary>Creates the model.</summary>
    /// <param name="entryMultiple">Order entry = this × feed latency + <paramref name="entryOffset"/>; at least 0. Default 1.</param>
    /// <param name="responseMultiple">The same for the way back. Default 1.</param>
    /// <param name="entryOffset">Nanoseconds added, at least 0.</param>
    /// <param name="responseOffset">Nanoseconds added, at least 0.</param>
    public FeedLatency(double entryMultiple = 1, double responseMultiple = 1, long entryOffset = 0, long responseOffset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(entryMultiple);
        ArgumentOutOfRangeException.ThrowIfNegative(responseMultiple);
        ArgumentOutOfRangeException.ThrowIfNegative(entryOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(responseOffset);
        this.entryMultiple = entryMultiple;
        this.responseMultiple = responseMultiple;
        this.entryOffset = entryOffset;
        this.responseOffset = responseOffset;
    }

    /// <inheritdoc/>
    public void OnFeed(long exchangeTime, long receiveTime) => latest = Math.Max(0, receiveTime - exchangeTime);

    /// <inheritdoc/>
    public long OrderEntry(long time) => (long)(latest * entryMultiple) + entryOffset;

    /// <inheritdoc/>
    public long Response(long time) => (long)(latest * responseMultiple) + responseOffset;
}
