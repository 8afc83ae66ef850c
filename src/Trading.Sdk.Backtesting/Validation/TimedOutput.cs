namespace Trading.Sdk.Backtesting;

/// <summary>Something a computation said, and when it claims to have known it.</summary>
/// <param name="Time">The claimed time, nanoseconds since 1970.</param>
/// <param name="Value">What was said, exactly: equal texts are equal outputs.</param>
public readonly record struct TimedOutput(long Time, string Value);
