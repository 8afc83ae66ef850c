namespace Trading.Sdk;

/// <summary>How a <see cref="FusedStrategy"/> trades.</summary>
/// <param name="Lots">Position size, at least 1.</param>
/// <param name="Horizon">Nanoseconds a position is held without a fresh signal, at least 1.</param>
/// <param name="MoveOverHorizon">Mean absolute log return over the horizon, measured on the past.</param>
/// <param name="TakerFee">Fee per side as a fraction.</param>
/// <param name="EntryMultiple">The expected move must exceed the cost of a round trip by this factor. Default 1.</param>
public sealed record FusedStrategyOptions(long Lots, long Horizon, double MoveOverHorizon, double TakerFee, double EntryMultiple = 1);
