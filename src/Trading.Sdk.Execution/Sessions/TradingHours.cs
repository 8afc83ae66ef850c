namespace Trading.Sdk.Execution;

/// <summary>One session of a weekday in the venue's local time.</summary>
/// <param name="Open">First moment, inclusive.</param>
/// <param name="Close">End, exclusive; at or before <paramref name="Open"/> = on the next day.</param>
public readonly record struct TradingHours(TimeOnly Open, TimeOnly Close);
