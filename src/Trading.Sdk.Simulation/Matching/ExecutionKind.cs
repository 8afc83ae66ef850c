namespace Trading.Sdk.Simulation;

/// <summary>What an <see cref="ExecutionReport"/> reports.</summary>
public enum ExecutionKind
{
    /// <summary>The order passed the exchange's checks.</summary>
    Accepted = 0,

    /// <summary>The order, cancel or replace was refused; <see cref="ExecutionReport.Reason"/> says why.</summary>
    Rejected = 1,

    /// <summary>A part or the whole of the order traded.</summary>
    Traded = 2,

    /// <summary>The open rest was cancelled on request.</summary>
    Cancelled = 3,

    /// <summary>The open rest ended by its own terms (market, IOC).</summary>
    Expired = 4,

    /// <summary>Price or quantity were changed on request.</summary>
    Replaced = 5,
}
