namespace Trading.Sdk.Execution;

/// <summary>The same latency at all times. It hides the spikes of hard days: use it for a first look.</summary>
public sealed class ConstantLatency : ILatencyModel
{
    private readonly long orderEntry;
    private readonly long response;

    /// <summary>Creates the model.</summary>
    /// <param name="orderEntry">Nanoseconds to the venue, at least 0.</param>
    /// <param name="response">Nanoseconds back, at least 0.</param>
    public ConstantLatency(long orderEntry, long response)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(orderEntry);
        ArgumentOutOfRangeException.ThrowIfNegative(response);
        this.orderEntry = orderEntry;
        this.response = response;
    }

    /// <inheritdoc/>
    public long OrderEntry(long time) => orderEntry;

    /// <inheritdoc/>
    public long Response(long time) => response;
}
