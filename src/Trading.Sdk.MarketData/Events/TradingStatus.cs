namespace Trading.Sdk.MarketData;

/// <summary>Trading status of an instrument.</summary>
public enum TradingStatus : byte
{
    /// <summary>The venue has not said.</summary>
    Unknown = 0,

    /// <summary>Continuous trading.</summary>
    Trading = 1,

    /// <summary>Trading is halted.</summary>
    Halted = 2,

    /// <summary>Before the open: orders rest, the book may be crossed.</summary>
    PreOpen = 3,

    /// <summary>In an auction call.</summary>
    Auction = 4,

    /// <summary>The session is over.</summary>
    Closed = 5,
}
