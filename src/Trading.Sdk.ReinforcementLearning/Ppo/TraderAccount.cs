namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What a trader knows of its own account, in the units of the training.</summary>
/// <param name="Position">Units held, negative for short.</param>
/// <param name="PendingTarget">Position decided last.</param>
/// <param name="UnrealizedProfit">Profit of the position at mid, in units of <see cref="MarketReplayOptions.RewardScale"/>.</param>
/// <param name="TimeLeft">Share of the session left, in [0, 1]. Default 0.5.</param>
/// <param name="Waiting">Units that wait in the queue, negative for a sale.</param>
public readonly record struct TraderAccount(double Position, double PendingTarget = 0, double UnrealizedProfit = 0, double TimeLeft = 0.5, double Waiting = 0);
