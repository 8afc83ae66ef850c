namespace Trading.Sdk.Execution;

/// <summary>How long orders and their answers travel.</summary>
public interface ILatencyModel
{
    /// <summary>Nanoseconds from the decision until the venue has the order; at least 0.</summary>
    long OrderEntry(long time);

    /// <summary>Nanoseconds from the venue's event until the strategy knows of it; at least 0.</summary>
    long Response(long time);
}
