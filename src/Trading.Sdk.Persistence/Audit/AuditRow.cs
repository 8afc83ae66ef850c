namespace Trading.Sdk.Persistence;

/// <summary>An entry as it stands in the trail.</summary>
/// <param name="Sequence">Place in the trail, counted from 1 without gaps.</param>
/// <param name="Entry">What happened.</param>
/// <param name="ContentHash">SHA-256 of place and entry, 32 bytes.</param>
/// <param name="ChainHash">SHA-256 of the chain hash before and the content hash, 32 bytes.</param>
public sealed record AuditRow(long Sequence, AuditEntry Entry, ReadOnlyMemory<byte> ContentHash, ReadOnlyMemory<byte> ChainHash);
