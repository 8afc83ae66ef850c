namespace Trading.Sdk.Risk;

/// <summary>State of a <see cref="CircuitBreaker"/>.</summary>
public enum BreakerState
{
    /// <summary>Trading as usual.</summary>
    Closed = 0,

    /// <summary>A loss limit was reached: only what reduces the position passes, until the cool-down is over.</summary>
    Open,

    /// <summary>After the cool-down: trading with a share of the limits, until the probation is over or the loss limit is reached again.</summary>
    Probation,

    /// <summary>The kill switch was thrown: only what reduces the position passes, for good.</summary>
    Killed,
}
