using System.Runtime.CompilerServices;

namespace Trading.Sdk.DataFeeds;

/// <summary>Runs of decimal digits as numbers, eight characters at a time.</summary>
/// <remarks>SIMD within a register: D. Lemire, "Quickly parsing eight digits", 2018. Little-endian.</remarks>
internal static class DigitRun
{
    /// <summary>Eight characters '0'.</summary>
    public const ulong Zeros = 0x3030303030303030;

    /// <summary>10^0 … 10^8.</summary>
    public static ReadOnlySpan<long> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>How many of the first bytes are digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(ulong bytes)
    {
        // A byte is a digit when its high half is 3, and still is after adding 6.
        ulong notDigits = ((bytes & 0xF0F0F0F0F0F0F0F0) ^ Zeros) | (((bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ Zeros);
        return notDigits == 0 ? 8 : System.Numerics.BitOperations.TrailingZeroCount(notDigits) >> 3;
    }

    /// <summary>The number of eight digits, given as values 0…9, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Eight(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
    }

    /// <summary>Not 0 where one of eight bytes is above 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AboveNine(ulong digits) => ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;

    /// <summary>The number of <paramref name="length"/> digits, 1 to 18, whose place is known; what is no digit, or a leading zero, sets a bit of <paramref name="wrong"/>.</summary>
    /// <remarks>Reads whole words from the first digit on: as many bytes as the next multiple of 8 must be there.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref byte first, int length, ref ulong wrong)
    {
        ulong head = Unsafe.ReadUnaligned<ulong>(ref first) ^ Zeros;
        wrong |= length > 1 && (head & 0xFF) == 0 ? 1UL : 0;
        if (length <= 8)
        {
            head <<= (8 - length) * 8;
            wrong |= AboveNine(head);
            return (long)Eight(head);
        }

        ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - 8)) ^ Zeros;
        wrong |= AboveNine(last);
        if (length <= 16)
        {
            head <<= (16 - length) * 8;
            wrong |= AboveNine(head);
            return (long)((Eight(head) * 100_000_000) + Eight(last));
        }

        ulong middle = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - 16)) ^ Zeros;
        head <<= (24 - length) * 8;
        wrong |= AboveNine(middle) | AboveNine(head);
        return (long)((((Eight(head) * 100_000_000) + Eight(middle)) * 100_000_000) + Eight(last));
    }
}
