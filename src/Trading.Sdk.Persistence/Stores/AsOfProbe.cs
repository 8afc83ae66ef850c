namespace Trading.Sdk.Persistence;

/// <summary>An instrument at a time: what was the newest row then?</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="TimeNanos">The time, nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct AsOfProbe(string Instrument, long TimeNanos);
