using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.DataFeeds;

/// <summary>A place in a message that is read from front to back.</summary>
internal ref struct TextCursor(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int at;

    public readonly int Left => text.Length - at;

    public int At
    {
        readonly get => at;
        set => at = value;
    }

    public readonly int Length => text.Length;

    public readonly ref byte Start => ref MemoryMarshal.GetReference(text);

    public readonly ref byte Here => ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);

    public readonly ReadOnlySpan<byte> Rest => text[at..];

    public readonly bool IsLast(byte value) => at == text.Length - 1 && text[at] == value;

    public void Skip(int count) => at += count;

    public bool TrySkip(byte expected)
    {
        if (at < text.Length && text[at] == expected)
        {
            at++;
            return true;
        }

        return false;
    }

    public bool TrySkip2(byte first, byte second)
    {
        if (at + 2 <= text.Length && Here == first && Unsafe.Add(ref Here, 1) == second)
        {
            at += 2;
            return true;
        }

        return false;
    }

    public bool TrySkip(ReadOnlySpan<byte> expected)
    {
        if (text[at..].StartsWith(expected))
        {
            at += expected.Length;
            return true;
        }

        return false;
    }

    /// <summary>Text up to a quote, which is passed over; false where it holds an escape or anything but printable ASCII.</summary>
    public bool TryPlainText(out ReadOnlySpan<byte> plain)
    {
        int start = at;
        for (; at < text.Length; at++)
        {
            if (text[at] == (byte)'"')
            {
                plain = text[start..at++];
                return true;
            }

            if (text[at] is (byte)'\\' or < 0x20 or > 0x7E)
            {
                break;
            }
        }

        plain = default;
        return false;
    }

    /// <summary>A whole number of at most 18 digits, without a leading zero before others.</summary>
    public bool TryInteger(out long value, out TextSlice where)
    {
        value = 0;
        int start = at;
        while (at < text.Length && (uint)(text[at] - '0') is <= 9 and uint digit && at - start <= 18)
        {
            value = (value * 10) + digit;
            at++;
        }

        int length = at - start;
        where = new TextSlice(start, length);
        return length is > 0 and <= 18 && (length == 1 || text[start] != (byte)'0');
    }
}
