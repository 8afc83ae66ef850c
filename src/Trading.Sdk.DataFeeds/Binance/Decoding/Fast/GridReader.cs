using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Reads plain decimals on a grid up to and including the closing quote; the quick way where the grid is 10^−n, n at most 8.</summary>
internal readonly struct GridReader
{
    private readonly DecimalIncrement step;
    private readonly long scale;

    public GridReader(DecimalIncrement step)
    {
        this.step = step;
        bool isPower = step.Decimals <= 8 && step.Value == 1m / DigitRun.PowersOfTen[Math.Min(step.Decimals, 8)];
        Decimals = isPower ? step.Decimals : -1;
        scale = isPower ? DigitRun.PowersOfTen[step.Decimals] : 0;
    }

    /// <summary>n of the grid 10^−n; −1 where it is another grid, for which the quick way is not.</summary>
    public int Decimals { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref TextCursor cursor, out long units)
    {
        // Up to 7 whole digits, point, 8 decimals, quote, and the reading of 8 bytes at once.
        int length = cursor.Left >= 24 ? TryReadFast(ref cursor.Here, out units) : Nothing(out units);
        if (length > 0)
        {
            cursor.Skip(length);
            return true;
        }

        return TryReadAny(ref cursor, out units);
    }

    /// <summary>Reads the number that is known to stand at a place of the text, before a quote.</summary>
    public bool TryReadAt(ReadOnlySpan<byte> text, int start, int length, out long units)
    {
        if (text.Length - start >= 24 && TryReadFast(ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(text), start), out units) == length + 1)
        {
            return true;
        }

        return step.Parse(text.Slice(start, length), out units) == DecimalParse.Ok && units >= 0;
    }

    private static int Nothing(out long units)
    {
        units = 0;
        return 0;
    }

    /// <summary>Reads digits, point, digits and the closing quote; 24 bytes must lie ahead.</summary>
    /// <returns>Bytes read; 0 where the number has another form, or is not on the grid.</returns>
    private int TryReadFast(ref byte at, out long units)
    {
        units = 0;
        if (Decimals < 0 || !BitConverter.IsLittleEndian)
        {
            return 0;
        }

        ulong whole = Unsafe.ReadUnaligned<ulong>(ref at);
        int wholeDigits = DigitRun.Count(whole);
        if ((uint)(wholeDigits - 1) > 6)
        {
            return 0;
        }

        byte after = Unsafe.Add(ref at, wholeDigits);
        long value = (long)DigitRun.Eight((whole ^ DigitRun.Zeros) << ((8 - wholeDigits) * 8)) * scale;
        if (after != '.')
        {
            units = value;
            return after == '"' ? wholeDigits + 1 : 0;
        }

        ulong fraction = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, wholeDigits + 1));
        int digits = DigitRun.Count(fraction);
        if (digits == 0 || Unsafe.Add(ref at, wholeDigits + 1 + digits) != '"')
        {
            return 0;
        }

        // What follows the last digit counts as zeros.
        fraction = digits == 8 ? fraction ^ DigitRun.Zeros : (fraction ^ DigitRun.Zeros) & ((1UL << (digits * 8)) - 1);
        if (Decimals < 8)
        {
            if (fraction >> (Decimals * 8) != 0)
            {
                return 0;
            }

            fraction = Decimals == 0 ? 0 : fraction << ((8 - Decimals) * 8);
        }

        units = value + (long)DigitRun.Eight(fraction);
        return wholeDigits + 1 + digits + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAny(ref TextCursor cursor, out long units)
    {
        units = 0;
        return cursor.TryPlainText(out ReadOnlySpan<byte> text) && step.Parse(text, out units) == DecimalParse.Ok && units >= 0;
    }
}
