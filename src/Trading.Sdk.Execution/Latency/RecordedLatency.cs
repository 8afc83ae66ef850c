namespace Trading.Sdk.Execution;

/// <summary>What one real order took.</summary>
/// <param name="RequestTime">When it was sent, nanoseconds since 1970.</param>
/// <param name="ExchangeTime">When the venue had it; 0 = the venue refused it.</param>
/// <param name="ResponseTime">When the answer was here.</param>
public readonly record struct RecordedLatency(long RequestTime, long ExchangeTime, long ResponseTime);
