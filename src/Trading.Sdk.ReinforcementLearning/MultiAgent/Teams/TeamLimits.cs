namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Limits that the risk manager of a team holds it to.</summary>
public sealed record TeamLimits
{
    /// <summary>Loss from the best equity, in units of price at full position, beyond which half of the largest position is allowed, and nothing beyond twice as much; above 0. Default 3.</summary>
    public double Drawdown { get; init; } = 3;

    /// <summary>Deviation of price changes beyond which a quarter of the largest position is allowed, above 0. Default 0.12.</summary>
    public double Deviation { get; init; } = 0.12;

    /// <summary>Largest position that is allowed at this drawdown and deviation, in [0, 1].</summary>
    public double MaximumPosition(double drawdown, double deviation) =>
        Math.Min(deviation > Deviation ? 0.25 : 1, drawdown > 2 * Drawdown ? 0 : drawdown > Drawdown ? 0.5 : 1);
}
