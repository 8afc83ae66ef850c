using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Journal;

/// <summary>
/// CRC32C of long records in three stripes at once: the processor's instruction takes three cycles but can be begun every
/// cycle, so three independent sums run in the time of one. They are joined through tables that say what a sum becomes after a
/// stripe of zeros (the sum is linear in its input).
/// </summary>
internal static class StripedCrc32C
{
    /// <summary>Bytes of a stripe.</summary>
    public const int StripeBytes = 1024;

    /// <summary>Fewer bytes than this are summed in one run.</summary>
    public const int BytesMin = 3 * StripeBytes;

    private const int CacheLine = 64;

    private static readonly uint[] AfterOne = Table(StripeBytes), AfterTwo = Table(2 * StripeBytes);

    /// <summary>Goes on with a sum over as many whole triples of stripes as there are.</summary>
    /// <param name="crc">The sum so far, not inverted.</param>
    /// <param name="at">First byte.</param>
    /// <param name="bytes">Bytes from there on.</param>
    /// <param name="used">Bytes summed: a multiple of <see cref="BytesMin"/>.</param>
    // Compiled fully at once: a reader meets its first long record long before the compiler would come back for it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint crc, ref byte at, nint bytes, out nint used)
    {
        used = 0;
        while (bytes - used >= BytesMin)
        {
            ref byte first = ref Unsafe.Add(ref at, used), second = ref Unsafe.Add(ref first, StripeBytes), third = ref Unsafe.Add(ref second, StripeBytes);
            uint a = crc, b = 0, c = 0;
            for (nint line = 0; line < StripeBytes; line += CacheLine)
            {
                // The processor's own prefetching follows three short streams badly: asked for a triple ahead, a scan of
                // memory not in the caches takes about half the time.
                Prefetch(ref Unsafe.Add(ref first, line + BytesMin));
                Prefetch(ref Unsafe.Add(ref second, line + BytesMin));
                Prefetch(ref Unsafe.Add(ref third, line + BytesMin));
                for (nint i = line; i < line + CacheLine; i += 8)
                {
                    a = BitOperations.Crc32C(a, SegmentFormat.ReadUInt64(ref Unsafe.Add(ref first, i)));
                    b = BitOperations.Crc32C(b, SegmentFormat.ReadUInt64(ref Unsafe.Add(ref second, i)));
                    c = BitOperations.Crc32C(c, SegmentFormat.ReadUInt64(ref Unsafe.Add(ref third, i)));
                }
            }

            crc = Shift(AfterTwo, a) ^ Shift(AfterOne, b) ^ c;
            used += BytesMin;
        }

        return crc;
    }

    /// <summary>A hint only: an address behind the end of what is mapped does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref byte at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref at));
        }
    }

    private static uint Shift(uint[] table, uint crc) => table[crc & 255] ^ table[256 + ((crc >> 8) & 255)] ^ table[512 + ((crc >> 16) & 255)] ^ table[768 + (crc >> 24)];

    private static uint[] Table(int zeros)
    {
        // By linearity 32 single bits are enough; the rest are their sums.
        var ofBit = new uint[32];
        for (int bit = 0; bit < 32; bit++)
        {
            uint crc = 1u << bit;
            for (int i = 0; i < zeros; i += 8)
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            ofBit[bit] = crc;
        }

        var table = new uint[4 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                table[i] ^= (i >> bit & 1) != 0 ? ofBit[(i >> 8) * 8 + bit] : 0;
            }
        }

        return table;
    }
}
