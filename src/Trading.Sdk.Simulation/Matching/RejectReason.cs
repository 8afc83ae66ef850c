namespace Trading.Sdk.Simulation;

/// <summary>Why the exchange refused.</summary>
public enum RejectReason
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>A post-only order would have traded at once.</summary>
    PostOnlyWouldTrade = 1,

    /// <summary>A fill-or-kill order could not be filled whole.</summary>
    FillOrKillUnfillable = 2,

    /// <summary>The order is not in the book: traded, cancelled, or never known.</summary>
    UnknownOrder = 3,

    /// <summary>The order belongs to another participant.</summary>
    NotOwner = 4,
}
