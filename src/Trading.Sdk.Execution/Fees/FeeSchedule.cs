namespace Trading.Sdk.Execution;

/// <summary>Fees as fractions of the traded value.</summary>
/// <param name="Maker">Fraction for fills that rested, e.g. 0.0002; negative = rebate.</param>
/// <param name="Taker">Fraction for fills that took, e.g. 0.0004.</param>
public readonly record struct FeeSchedule(decimal Maker, decimal Taker)
{
    /// <summary>No fees.</summary>
    public static FeeSchedule None { get; } = new(0, 0);
}
