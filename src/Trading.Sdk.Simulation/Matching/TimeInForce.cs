namespace Trading.Sdk.Simulation;

/// <summary>What happens to the part of a limit order that does not trade at once.</summary>
public enum TimeInForce
{
    /// <summary>It rests in the book until cancelled.</summary>
    GoodTillCancel = 0,

    /// <summary>It expires.</summary>
    ImmediateOrCancel = 1,

    /// <summary>The order trades whole, at once, or not at all.</summary>
    FillOrKill = 2,

    /// <summary>The order is rejected when any part of it would trade at once; otherwise it rests.</summary>
    PostOnly = 3,
}
