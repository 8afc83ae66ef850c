namespace Trading.Sdk.Simulation;

/// <summary>The slow state that colours a simulated session.</summary>
public enum SimulatedRegime
{
    /// <summary>The value returns to an anchor; calm flow.</summary>
    Ranging = 0,

    /// <summary>The value drifts up.</summary>
    TrendingUp = 1,

    /// <summary>The value drifts down.</summary>
    TrendingDown = 2,

    /// <summary>The value jumps about; more market orders and cancellations.</summary>
    Volatile = 3,
}
