namespace Trading.Sdk.Backtesting;

/// <summary>How a hypothesis was judged.</summary>
public enum HypothesisVerdict
{
    /// <summary>No test is significant after the correction.</summary>
    NotSupported = 0,

    /// <summary>At least one test is.</summary>
    Supported,

    /// <summary>No test had enough observations.</summary>
    TooFewObservations,
}
