using System.Buffers.Binary;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>Changes a container as somebody would who knows the format: every checksum is right again afterwards.</summary>
internal static class ForgedContainer
{
    private const int Header = 24, Entry = 32;

    /// <summary>Place and length of one of the sections that are not empty.</summary>
    public static (int Offset, int Length) Section(ReadOnlySpan<byte> file, Random random)
    {
        while (true)
        {
            (int offset, int length) = At(file, random.Next(Count(file)));
            if (length > 0)
            {
                return (offset, length);
            }
        }
    }

    public static unsafe void Sign(Span<byte> file)
    {
        fixed (byte* first = file)
        {
            for (int i = 0; i < Count(file); i++)
            {
                (int offset, int length) = At(file, i);
                BinaryPrimitives.WriteUInt32LittleEndian(file[(Header + (i * Entry) + 4)..], Crc32C.ComputeSection(first + offset, length));
            }
        }

        byte[] covered = [.. file[..20], .. file.Slice(Header, Count(file) * Entry)];
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], Crc32C.Compute(covered));
    }

    private static int Count(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadInt32LittleEndian(file[16..]);

    private static (int Offset, int Length) At(ReadOnlySpan<byte> file, int section)
    {
        ReadOnlySpan<byte> entry = file[(Header + (section * Entry))..];
        return ((int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
    }
}
