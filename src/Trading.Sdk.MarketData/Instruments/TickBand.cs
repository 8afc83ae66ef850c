namespace Trading.Sdk.MarketData;

/// <summary>One band of a <see cref="TickSchedule"/>: from a price upward, quotes are multiples of a tick.</summary>
/// <param name="FromPrice">First price of the band, in storage increments; the first band starts at 0.</param>
/// <param name="Tick">The quoting tick, in storage increments, at least 1.</param>
public readonly record struct TickBand(long FromPrice, long Tick);
