using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads levels <c>["price","quantity"]</c> of one stream, whose numbers all have as many decimals as the ones before: price and
/// quantity at once, in the two halves of a 256-bit register.
/// </summary>
/// <remarks>
/// Where a number ends is found by one comparison with the quote; a shuffle chosen by the count of whole digits then puts the
/// digits into fixed places, and three multiply-adds make numbers of them (W. Muła, "SIMD-ized parsing of digits"). Whether every
/// character was what it must be is gathered and looked at once, after the last level.
/// </remarks>
internal sealed class LevelPattern
{
    /// <summary>Bytes from the opening bracket on that are looked at, whatever they hold.</summary>
    public const int ReadAhead = 72;

    /// <summary>Most whole digits of a number.</summary>
    private const int WholeMax = 7;

    private const byte Nothing = 0x80;

    // Read as little-endian words.
    private const uint NextLevel = '"' | (']' << 8) | (',' << 16) | ('[' << 24);
    private const uint LastLevel = '"' | (']' << 8) | (']' << 16);
    private const uint Between = '"' | (',' << 8) | ('"' << 16);
    private const ushort Open = '[' | ('"' << 8);

    // A row of 32 bytes for each count of whole digits: where the digits lie, and where what must be checked lies.
    private readonly byte[] priceRows;
    private readonly byte[] quantityRows;
    private readonly Vector256<byte> expected;
    private readonly Vector256<uint> wholeScale;
    private readonly Vector256<uint> fractionScale;
    private readonly int priceTail;
    private readonly int quantityTail;

    private LevelPattern(int priceFraction, int priceDecimals, int quantityFraction, int quantityDecimals)
    {
        PriceFraction = priceFraction;
        QuantityFraction = quantityFraction;
        priceTail = priceFraction > 0 ? priceFraction + 1 : 0;
        quantityTail = quantityFraction > 0 ? quantityFraction + 1 : 0;
        priceRows = Rows(priceFraction, priceDecimals);
        quantityRows = Rows(quantityFraction, quantityDecimals);
        // The point, after the characters' distance to '0' has been taken; whatever else is checked is a zero.
        expected = Vector256.Create(
            Vector128.CreateScalar(priceFraction > 0 ? (byte)('.' ^ '0') : (byte)0),
            Vector128.CreateScalar(quantityFraction > 0 ? (byte)('.' ^ '0') : (byte)0));
        wholeScale = Scale(priceDecimals, quantityDecimals);
        fractionScale = Scale(Math.Max(priceDecimals - priceFraction, 0), Math.Max(quantityDecimals - quantityFraction, 0));
    }

    /// <summary>What a run of levels came to.</summary>
    public enum Outcome
    {
        /// <summary>The side's closing bracket has been passed over.</summary>
        Done,

        /// <summary>The level at this place has numbers of another width: it must be read in another way. What was read before is right.</summary>
        OtherWidth,

        /// <summary>Something was not as expected: nothing of what was read counts.</summary>
        Broken,
    }

    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    /// <summary>Decimals that the prices are printed with.</summary>
    public int PriceFraction { get; }

    public int QuantityFraction { get; }

    /// <summary>The pattern of numbers printed with so many decimals, on grids of so many; null where there is none.</summary>
    public static LevelPattern? Create(int priceFraction, int priceDecimals, int quantityFraction, int quantityDecimals) =>
        IsSupported && priceFraction is >= 0 and <= 8 && quantityFraction is >= 0 and <= 8 && priceDecimals is >= 0 and <= 8 && quantityDecimals is >= 0 and <= 8
            ? new LevelPattern(priceFraction, priceDecimals, quantityFraction, quantityDecimals)
            : null;

    /// <summary>Reads levels until the side ends or a level has another form.</summary>
    /// <param name="text">The message; <see cref="ReadAhead"/> bytes behind each place up to <paramref name="last"/> must be readable.</param>
    /// <param name="at">Place of a level's opening bracket; afterwards what follows the levels read.</param>
    /// <param name="last">The last place at which a level may begin.</param>
    /// <param name="head">The first half of each event.</param>
    /// <param name="tail">The second half, without price and quantity.</param>
    /// <param name="destination">Where the events go; room for one event per ten bytes of text.</param>
    /// <param name="count">Events written; counted on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Outcome Read(ref byte text, ref int at, int last, Vector256<long> head, Vector256<long> tail, ref byte destination, ref int count)
    {
        ref byte priceRow = ref MemoryMarshal.GetArrayDataReference(priceRows);
        ref byte quantityRow = ref MemoryMarshal.GetArrayDataReference(quantityRows);
        Vector256<byte> quote = Vector256.Create((byte)'"'), zero = Vector256.Create((byte)'0'), check = expected;
        Vector256<sbyte> tens = Vector256.Create((short)(10 | (1 << 8))).AsSByte();
        Vector256<short> hundreds = Vector256.Create(100 | (1 << 16)).AsInt16(), tenThousands = Vector256.Create(10_000 | (1 << 16)).AsInt16();
        Vector256<uint> wholes = wholeScale, fractions = fractionScale;
        Vector256<byte> largest = default, wrong = default;
        int afterPrice = priceTail, afterQuantity = quantityTail + 3;
        uint marks = 0, usualBytes = 0;
        nuint place = (uint)at, end = (uint)last;
        ref byte e = ref Unsafe.Add(ref destination, count * 64);
        int read = 0;
        Outcome outcome = Outcome.OtherWidth;
        while (place <= end)
        {
            ref byte level = ref Unsafe.Add(ref text, place);
            ulong quotes = Vector256.Equals(Vector256.LoadUnsafe(ref level, 2), quote).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref level, 34), quote).ExtractMostSignificantBits() << 32);
            uint priceBytes = (uint)System.Numerics.BitOperations.TrailingZeroCount(quotes);
            quotes &= quotes - 1;
            quotes &= quotes - 1;
            uint levelBytes = (uint)System.Numerics.BitOperations.TrailingZeroCount(quotes);
            uint priceWhole = priceBytes - (uint)afterPrice, quantityWhole = levelBytes - priceBytes - (uint)afterQuantity;
            if (priceWhole - 1 >= WholeMax || quantityWhole - 1 >= WholeMax)
            {
                break;
            }

            marks |= (uint)(Unsafe.ReadUnaligned<ushort>(ref level) ^ Open) | ((Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref level, priceBytes + 2)) & 0xFFFFFF) ^ Between);
            ref byte priceAt = ref Unsafe.Add(ref priceRow, priceWhole * 32), quantityAt = ref Unsafe.Add(ref quantityRow, quantityWhole * 32);
            Vector256<byte> both = Vector256.Create(Vector128.LoadUnsafe(ref level, 2), Vector128.LoadUnsafe(ref level, priceBytes + 5)) ^ zero;
            Vector256<byte> digits = Avx2.Shuffle(both, Vector256.Create(Vector128.LoadUnsafe(ref priceAt), Vector128.LoadUnsafe(ref quantityAt)));
            wrong |= Avx2.Shuffle(both, Vector256.Create(Vector128.LoadUnsafe(ref priceAt, 16), Vector128.LoadUnsafe(ref quantityAt, 16))) ^ check;
            largest = Avx2.Max(largest, digits);
            Vector256<int> fours = Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(digits, tens), hundreds);
            Vector256<int> eights = Avx2.MultiplyAddAdjacent(Avx2.PackUnsignedSaturate(fours, fours).AsInt16(), tenThousands);
            Vector256<ulong> units = Avx2.Multiply(eights.AsUInt32(), wholes) + Avx2.Multiply((eights.AsUInt64() >>> 32).AsUInt32(), fractions);
            head.AsByte().StoreUnsafe(ref e);
            Avx2.Blend(Avx2.Permute4x64(units.AsInt64(), 0b00_00_10_00).AsInt32(), tail.AsInt32(), 0b1111_0000).AsByte().StoreUnsafe(ref e, 32);
            e = ref Unsafe.Add(ref e, 64);
            read++;
            // Levels are mostly as long as the one before: a guessed branch, where an addition would wait for all of the above.
            if (levelBytes == usualBytes)
            {
                place += usualBytes + 5;
            }
            else
            {
                usualBytes = levelBytes;
                place += levelBytes + 5;
            }

            uint close = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref level, levelBytes + 2));
            if (close != NextLevel)
            {
                // Of the last level the closing bracket of the side has been passed over too.
                outcome = (close & 0xFFFFFF) == LastLevel ? Outcome.Done : Outcome.Broken;
                break;
            }
        }

        at = (int)place;
        count += read;
        return marks != 0 || wrong != Vector256<byte>.Zero || Vector256.GreaterThanAny(largest, Vector256.Create((byte)9)) ? Outcome.Broken : outcome;
    }

    private static Vector256<uint> Scale(int priceDecimals, int quantityDecimals) =>
        Vector256.Create(Vector128.Create((uint)DigitRun.PowersOfTen[priceDecimals]), Vector128.Create((uint)DigitRun.PowersOfTen[quantityDecimals]));

    private static byte[] Rows(int fraction, int decimals)
    {
        byte[] rows = new byte[(WholeMax + 1) * 32];
        Array.Fill(rows, Nothing);
        int kept = Math.Min(fraction, decimals);
        for (int whole = 1; whole <= WholeMax; whole++)
        {
            Span<byte> digits = rows.AsSpan(whole * 32, 16), checks = rows.AsSpan((whole * 32) + 16, 16);
            for (int i = 0; i < whole; i++)
            {
                digits[8 - whole + i] = (byte)i;
            }

            for (int i = 0; i < kept; i++)
            {
                digits[16 - kept + i] = (byte)(whole + 1 + i);
            }

            if (fraction > 0)
            {
                checks[0] = (byte)whole;
            }

            for (int i = kept; i < fraction; i++)
            {
                checks[1 + i - kept] = (byte)(whole + 1 + i);
            }
        }

        return rows;
    }
}
