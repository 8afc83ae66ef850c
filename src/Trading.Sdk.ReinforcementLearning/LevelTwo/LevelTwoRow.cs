namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A depth snapshot and what was traded since the one before.</summary>
public readonly ref struct LevelTwoRow
{
    /// <summary>Bid prices, best first; at least one.</summary>
    public required ReadOnlySpan<double> BidPrices { get; init; }

    /// <summary>Sizes at the bid prices.</summary>
    public required ReadOnlySpan<double> BidSizes { get; init; }

    /// <summary>Ask prices, best first; at least one.</summary>
    public required ReadOnlySpan<double> AskPrices { get; init; }

    /// <summary>Sizes at the ask prices.</summary>
    public required ReadOnlySpan<double> AskSizes { get; init; }

    /// <summary>Volume bought from the ask since the row before.</summary>
    public double BoughtVolume { get; init; }

    /// <summary>Volume sold to the bid since the row before.</summary>
    public double SoldVolume { get; init; }

    /// <summary>Size of the largest single trade since the row before, negative when it was sold to the bid; 0 for none.</summary>
    public double LargestTrade { get; init; }

    /// <summary>Mean of the best prices.</summary>
    public double Mid => 0.5 * (BidPrices[0] + AskPrices[0]);

    internal static void Validate(in LevelTwoRow row)
    {
        if (row.BidPrices.IsEmpty || row.AskPrices.IsEmpty || row.BidPrices.Length != row.BidSizes.Length || row.AskPrices.Length != row.AskSizes.Length)
        {
            throw new ArgumentException($"Both sides need at least one level and a size for each: {row.BidPrices.Length} bids, {row.BidSizes.Length} bid sizes, {row.AskPrices.Length} asks, {row.AskSizes.Length} ask sizes.", nameof(row));
        }

        if (!(row.BidPrices[0] > 0) || !(row.AskPrices[0] >= row.BidPrices[0]) || double.IsInfinity(row.AskPrices[0]) || !(row.BidSizes[0] > 0) || !(row.AskSizes[0] > 0))
        {
            throw new ArgumentException($"The best levels {row.BidPrices[0]} × {row.BidSizes[0]} and {row.AskPrices[0]} × {row.AskSizes[0]} are no book.", nameof(row));
        }

        if (!(row.BoughtVolume >= 0) || !(row.SoldVolume >= 0) || !double.IsFinite(row.BoughtVolume + row.SoldVolume + row.LargestTrade))
        {
            throw new ArgumentException($"The volumes {row.BoughtVolume} and {row.SoldVolume} and the trade {row.LargestTrade} are not finite, or negative.", nameof(row));
        }
    }
}
