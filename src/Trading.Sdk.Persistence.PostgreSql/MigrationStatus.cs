namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>A migration and whether the database has it.</summary>
/// <param name="Version">Number, from 1.</param>
/// <param name="Name">Name.</param>
/// <param name="IsApplied">True when the database has it.</param>
/// <param name="AppliedAt">When it was applied, UTC; null when it was not.</param>
public sealed record MigrationStatus(int Version, string Name, bool IsApplied, DateTime? AppliedAt);
