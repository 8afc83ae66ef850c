namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Version 1, little-endian: magic "TSDKINDX" · version u32 · kind u32 · section count u32 · checksum of the table u32, then
/// for each section 32 bytes: id u32 · checksum u32 · offset u64 · length u64 · zero u64. Sections begin on pages of 4,096
/// bytes, so that a mapped block has the alignment it has in memory, and are followed by at least 64 zero bytes.
/// </summary>
internal static class ContainerFormat
{
    public const ulong Magic = 0x58444E494B445354;
    public const uint Version = 1;
    public const int HeaderBytes = 24;
    public const int EntryBytes = 32;
    public const int PageBytes = 4096;
    public const int SlackBytes = 64;
    public const int MaximumSections = 64;

    public enum Kind : uint
    {
        Flat = 1,
        Hnsw = 2,
        IvfFlat = 3,
        Quantized = 4,
    }

    public enum Section : uint
    {
        Settings = 1,
        Ids = 2,
        Vectors = 3,
        Nodes = 4,
        Upper = 5,
        Shared = 6,
        Centroids = 7,
        Bounds = 8,
        ListSizes = 9,
        Codes = 10,
        Originals = 11,
        Names = 12,
    }
}
