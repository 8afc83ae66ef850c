namespace Trading.Sdk.MarketData;

/// <summary>Outcome of reading decimal text.</summary>
public enum DecimalParse : byte
{
    /// <summary>Read exactly (or rounded, where the policy says so).</summary>
    Ok = 0,

    /// <summary>The text is no decimal number.</summary>
    NotANumber = 1,

    /// <summary>The value lies between two steps.</summary>
    OffGrid = 2,

    /// <summary>The number of steps does not fit into 64 bits.</summary>
    Overflow = 3,
}
