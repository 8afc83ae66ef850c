namespace Trading.Sdk.Statistics;

/// <summary>The deterministic terms of a unit-root or stationarity test.</summary>
public enum TrendTerms
{
    /// <summary>None: the series has mean 0.</summary>
    None,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A constant and a linear trend.</summary>
    ConstantAndTrend,

    /// <summary>A constant, a linear and a quadratic trend.</summary>
    ConstantAndQuadraticTrend,
}
