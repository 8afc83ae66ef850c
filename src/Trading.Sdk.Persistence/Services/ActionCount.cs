namespace Trading.Sdk.Persistence;

/// <summary>How often a user did something.</summary>
/// <param name="User">The user; empty for the platform itself.</param>
/// <param name="Action">What was done.</param>
/// <param name="Count">How often.</param>
public readonly record struct ActionCount(string User, string Action, long Count);
