namespace Trading.Sdk.MarketData;

/// <summary>A bounded queue was full and its policy is <see cref="OverflowPolicy.Fail"/>.</summary>
public sealed class MarketDataOverflowException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="capacity">Capacity of the queue in events.</param>
    public MarketDataOverflowException(int capacity)
        : base($"The reader is too slow: a queue of {capacity} events overflowed. Read faster, enlarge the queue or choose another overflow policy.")
    {
        Capacity = capacity;
    }

    /// <summary>Capacity of the queue in events.</summary>
    public int Capacity { get; }
}
