namespace Trading.Sdk.Simulation;

/// <summary>How an order is priced.</summary>
public enum OrderType
{
    /// <summary>Trades at its price or better.</summary>
    Limit = 0,

    /// <summary>Trades at any price; what the book cannot fill expires.</summary>
    Market = 1,
}
