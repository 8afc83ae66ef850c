namespace Trading.Sdk.Persistence;

/// <summary>A row that could not be stored, kept with the reason.</summary>
/// <param name="TimeNanos">When it was refused, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Reason">Why.</param>
/// <param name="Row">The row as one line of JSON.</param>
public sealed record DeadLetter(long TimeNanos, string Subject, string Reason, string Row);
