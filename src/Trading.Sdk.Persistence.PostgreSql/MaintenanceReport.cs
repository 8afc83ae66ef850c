namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>What maintenance did, or would do.</summary>
/// <param name="Created">Partitions created ahead.</param>
/// <param name="Packed">Partitions packed.</param>
/// <param name="Dropped">Partitions dropped.</param>
public sealed record MaintenanceReport(IReadOnlyList<string> Created, IReadOnlyList<string> Packed, IReadOnlyList<string> Dropped);
