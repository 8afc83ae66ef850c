namespace Trading.Sdk.Execution;

/// <summary>Fees as fractions of the traded value, plus a fixed amount a lot.</summary>
/// <param name="Maker">Fraction for fills that rested, e.g. 0.0002; negative = rebate.</param>
/// <param name="Taker">Fraction for fills that took, e.g. 0.0004.</param>
/// <param name="PerLot">Amount for each lot filled, in the account's currency, e.g. 0.0035 a share. Default 0.</param>
public readonly record struct FeeSchedule(decimal Maker, decimal Taker, decimal PerLot = 0)
{
    /// <summary>No fees.</summary>
    public static FeeSchedule None { get; } = new(0, 0);

    /// <summary>The fee of a fill.</summary>
    /// <param name="value">Traded value, at least 0.</param>
    /// <param name="lots">Lots filled.</param>
    /// <param name="isMaker">True when the order rested in the book.</param>
    public decimal Of(decimal value, long lots, bool isMaker) => (value * (isMaker ? Maker : Taker)) + (lots * PerLot);
}
