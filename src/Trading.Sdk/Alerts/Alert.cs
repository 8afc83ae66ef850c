namespace Trading.Sdk;

/// <summary>Something a person should look at.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Subject">What it is about: a source, a model version, a feed.</param>
/// <param name="Message">In a sentence.</param>
/// <param name="Value">The figure that crossed its threshold.</param>
/// <param name="Threshold">The threshold.</param>
public sealed record Alert(long Time, AlertKind Kind, string Subject, string Message, double Value, double Threshold);
