namespace Trading.Sdk.GeneticOptimization;

/// <summary>Primitives of the checkpoint: little-endian, doubles as their bits.</summary>
internal static class CheckpointFormat
{
    public const uint Magic = 0x4F475354; // "TSGO"
    public const int Version = 1;

    public static void Write(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            writer.Write(value);
        }
    }

    public static void Read(BinaryReader reader, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadDouble();
        }
    }
}
