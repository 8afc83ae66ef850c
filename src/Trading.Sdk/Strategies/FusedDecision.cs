namespace Trading.Sdk;

/// <summary>One decision of a <see cref="FusedStrategy"/>.</summary>
/// <param name="Time">Decision time, nanoseconds since 1970.</param>
/// <param name="ProbabilityUp">Fused probability of a rise; 0.5 when nobody had anything to say.</param>
/// <param name="Sources">Sources that were heard.</param>
/// <param name="Position">Sign of the position before the decision.</param>
public readonly record struct FusedDecision(long Time, double ProbabilityUp, int Sources, int Position);
