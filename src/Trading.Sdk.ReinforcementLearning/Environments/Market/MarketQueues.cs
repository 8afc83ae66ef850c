namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What passive orders need to know: sizes at the best prices and the volume traded against them since the row before.</summary>
public sealed record MarketQueues
{
    /// <summary>[rows] size displayed at the best bid at the time of the row.</summary>
    public required ReadOnlyMemory<double> BidSize { get; init; }

    /// <summary>[rows] size displayed at the best ask.</summary>
    public required ReadOnlyMemory<double> AskSize { get; init; }

    /// <summary>[rows] volume sold to the bid after the row before, up to and including the row's time.</summary>
    public required ReadOnlyMemory<double> SoldVolume { get; init; }

    /// <summary>[rows] volume bought from the ask after the row before.</summary>
    public required ReadOnlyMemory<double> BoughtVolume { get; init; }
}
