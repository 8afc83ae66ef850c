namespace Trading.Sdk.Risk;

/// <summary>What the gate says to an order.</summary>
public enum RiskVerdict
{
    /// <summary>As it is.</summary>
    Allow = 0,

    /// <summary>With a smaller quantity.</summary>
    Reduce,

    /// <summary>Not at all.</summary>
    Reject,
}
