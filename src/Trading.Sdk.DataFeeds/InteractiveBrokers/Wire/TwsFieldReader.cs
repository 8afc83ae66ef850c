using System.Buffers.Text;
using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads the fields of one frame in order: bytes ended by NUL. Empty numbers read as 0 (or null where the method says so).
/// Nothing is allocated but the strings that are asked for.
/// </summary>
/// <param name="payload">The frame without its length.</param>
public ref struct TwsFieldReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;
    private int messageId;

    /// <summary>True when no field is left.</summary>
    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>Fields read so far.</summary>
    public int Index { get; private set; }

    /// <summary>Reads the first field, the id of the message, and remembers it for errors.</summary>
    /// <exception cref="TwsProtocolException">The field is missing or no number.</exception>
    public int ReadMessageId() => messageId = ReadInt();

    /// <summary>Reads a field as it stands.</summary>
    /// <returns>Without the NUL; valid as long as the frame is.</returns>
    /// <exception cref="TwsProtocolException">No field is left, or its NUL is missing.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            throw Missing();
        }

        ReadOnlySpan<byte> field = rest[..end];
        rest = rest[(end + 1)..];
        Index++;
        return field;
    }

    /// <summary>Passes over fields.</summary>
    /// <param name="count">At least 0.</param>
    /// <exception cref="TwsProtocolException">Fewer fields are left.</exception>
    public void Skip(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            ReadBytes();
        }
    }

    /// <summary>Reads text.</summary>
    /// <exception cref="TwsProtocolException">No field is left.</exception>
    public string ReadString()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        return field.IsEmpty ? "" : Encoding.UTF8.GetString(field);
    }

    /// <summary>Reads text in which the server escaped what is not ASCII as <c>\uXXXX</c> (error texts, long names).</summary>
    /// <exception cref="TwsProtocolException">No field is left.</exception>
    public string ReadEscapedString() => TwsText.Unescape(ReadString());

    /// <summary>Reads a whole number; empty is 0.</summary>
    /// <exception cref="TwsProtocolException">No field is left, or it is no 32-bit number.</exception>
    public int ReadInt()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        uint value = 0;
        if (field.Length <= 9)
        {
            foreach (byte b in field)
            {
                uint digit = (uint)(b - '0');
                if (digit > 9)
                {
                    return ParseInt(field);
                }

                value = (value * 10) + digit;
            }

            return (int)value;
        }

        return ParseInt(field);
    }

    /// <summary>Reads a whole number; empty, or the largest (2147483647), is null.</summary>
    /// <exception cref="TwsProtocolException">No field is left, or it is no 32-bit number.</exception>
    public int? ReadIntOrNull()
    {
        if (rest.Length > 0 && rest[0] == 0)
        {
            Skip();
            return null;
        }

        int value = ReadInt();
        return value == int.MaxValue ? null : value;
    }

    /// <summary>Reads a whole number of 64 bits; empty is 0.</summary>
    /// <exception cref="TwsProtocolException">No field is left, or it is no 64-bit number.</exception>
    public long ReadLong()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        if (field.IsEmpty)
        {
            return 0;
        }

        return Utf8Parser.TryParse(field, out long value, out int used) && used == field.Length ? value : throw Bad(field, "a whole number");
    }

    /// <summary>Reads 1 or 0 (also true or false); empty is false.</summary>
    /// <exception cref="TwsProtocolException">No field is left, or it is neither.</exception>
    public bool ReadBool()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        if (field.IsEmpty || field.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(field, "false"u8))
        {
            return false;
        }

        return field.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(field, "true"u8) ? true : throw Bad(field, "1 or 0");
    }

    /// <summary>Reads a price, size or volume exactly; empty is 0.</summary>
    /// <exception cref="TwsProtocolException">No field is left, it is no number, or has more than 28 digits.</exception>
    public decimal ReadDecimal()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        return TwsNumber.TryParse(field, out decimal value) ? value : field.IsEmpty ? 0 : throw Bad(field, "a decimal number");
    }

    /// <summary>Reads a price, size or volume exactly; the forms that stand for "not set" are null.</summary>
    /// <exception cref="TwsProtocolException">No field is left, it is no number, or has more than 28 digits.</exception>
    public decimal? ReadDecimalOrNull()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        if (TwsNumber.IsUnset(field))
        {
            return null;
        }

        return TwsNumber.TryParse(field, out decimal value) ? value : throw Bad(field, "a decimal number");
    }

    /// <summary>Reads a floating-point number (greeks); the forms that stand for "not set" are null.</summary>
    /// <exception cref="TwsProtocolException">No field is left, or it is no number.</exception>
    public double? ReadDoubleOrNull()
    {
        ReadOnlySpan<byte> field = ReadBytes();
        if (TwsNumber.IsUnset(field))
        {
            return null;
        }

        return Utf8Parser.TryParse(field, out double value, out int used) && used == field.Length ? value : throw Bad(field, "a number");
    }

    /// <summary>Reads the number of repeated groups that follow, and checks that the frame can hold them.</summary>
    /// <param name="fieldsEach">Fields of a group, at least 1.</param>
    /// <exception cref="TwsProtocolException">No field is left, it is negative, or more groups than the frame has bytes for.</exception>
    public int ReadCount(int fieldsEach)
    {
        int count = ReadInt();
        return count >= 0 && (long)count * fieldsEach <= rest.Length ? count : throw new TwsProtocolException($"message {messageId}, field {Index}: {count} groups of {fieldsEach} fields are announced, {rest.Length} bytes are left");
    }

    private static string Show(ReadOnlySpan<byte> field) => Encoding.Latin1.GetString(field[..Math.Min(field.Length, 60)]);

    private readonly int ParseInt(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return 0;
        }

        return Utf8Parser.TryParse(field, out int value, out int used) && used == field.Length ? value : throw Bad(field, "a whole number");
    }

    private readonly TwsProtocolException Bad(ReadOnlySpan<byte> field, string expected) => new($"message {messageId}, field {Index}: '{Show(field)}' is not {expected}");

    private readonly TwsProtocolException Missing() => new(rest.IsEmpty
        ? $"message {messageId}: field {Index + 1} is missing"
        : $"message {messageId}: field {Index + 1} does not end");
}
