namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="PpoTrader"/>.</summary>
public sealed record PpoTraderOptions
{
    /// <summary>Settings of the state; live decisions need those of the training.</summary>
    public LevelTwoOptions State { get; init; } = new();

    /// <summary>The market that is played. Default: taking, joining, iceberg and slicing orders.</summary>
    public MarketReplayOptions Market { get; init; } = new() { Styles = [OrderStyle.Take, OrderStyle.Join, OrderStyle.Iceberg, OrderStyle.Slice] };

    /// <summary>Settings of the training. Default <see cref="PpoPresets.Market"/>.</summary>
    public PpoOptions Ppo { get; init; } = PpoPresets.Market;

    /// <summary>Environments side by side, at least 1. Default 16.</summary>
    public int Environments { get; init; } = 16;
}
