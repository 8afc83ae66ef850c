using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.PatternIndex;

/// <summary>CRC-32C (polynomial 0x1EDC6F41, reflected, RFC 3720).</summary>
internal static unsafe class Crc32C
{
    /// <summary>Bytes of a page of a section.</summary>
    public const int PageBytes = 64 << 10;
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return ~Update(uint.MaxValue, first, bytes.Length);
        }
    }

    /// <summary>The checksum of a section: that of the checksums of its pages.</summary>
    public static uint ComputeSection(byte* bytes, long length)
    {
        uint[] pages = new uint[(length + PageBytes - 1) / PageBytes];
        fixed (uint* first = pages)
        {
            ComputePages(bytes, length, first);
        }

        return OfPages(pages);
    }

    /// <summary>The checksum of a section whose pages are known.</summary>
    public static uint OfPages(ReadOnlySpan<uint> pages) => Compute(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pages));

    /// <summary>
    /// The checksum of each page. Four pages are worked on at once, because one chain of the instruction uses a third of what
    /// the processor can do.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one long call: it would run in the slow first tier
    public static void ComputePages(byte* bytes, long length, uint* pages)
    {
        long done = 0;
        if (Sse42.X64.IsSupported)
        {
            for (; done + (4 * PageBytes) <= length; done += 4 * PageBytes, pages += 4)
            {
                FourPages(bytes + done, pages);
            }
        }

        for (; done < length; done += PageBytes, pages++)
        {
            *pages = ~Update(uint.MaxValue, bytes + done, Math.Min(PageBytes, length - done));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPages(byte* bytes, uint* checksums)
    {
        ulong a = uint.MaxValue, b = a, c = a, d = a;
        byte* two = bytes + PageBytes, three = two + PageBytes, four = three + PageBytes;
        for (int i = 0; i < PageBytes; i += 8)
        {
            a = Sse42.X64.Crc32(a, *(ulong*)(bytes + i));
            b = Sse42.X64.Crc32(b, *(ulong*)(two + i));
            c = Sse42.X64.Crc32(c, *(ulong*)(three + i));
            d = Sse42.X64.Crc32(d, *(ulong*)(four + i));
        }

        checksums[0] = ~(uint)a;
        checksums[1] = ~(uint)b;
        checksums[2] = ~(uint)c;
        checksums[3] = ~(uint)d;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Update(uint crc, byte* bytes, long length)
    {
        byte* end = bytes + length;
        if (Sse42.X64.IsSupported)
        {
            for (; end - bytes >= 8; bytes += 8)
            {
                crc = (uint)Sse42.X64.Crc32(crc, *(ulong*)bytes);
            }
        }
        else if (System.Runtime.Intrinsics.Arm.Crc32.Arm64.IsSupported)
        {
            for (; end - bytes >= 8; bytes += 8)
            {
                crc = System.Runtime.Intrinsics.Arm.Crc32.Arm64.ComputeCrc32C(crc, *(ulong*)bytes);
            }
        }

        for (; bytes < end; bytes++)
        {
            crc = Table[(byte)(crc ^ *bytes)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
