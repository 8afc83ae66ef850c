namespace Trading.Sdk.Persistence;

/// <summary>A chain hash kept apart from the rows it covers.</summary>
/// <param name="Sequence">The last row covered.</param>
/// <param name="ChainHash">Its chain hash, 32 bytes.</param>
public sealed record AuditSeal(long Sequence, ReadOnlyMemory<byte> ChainHash);
