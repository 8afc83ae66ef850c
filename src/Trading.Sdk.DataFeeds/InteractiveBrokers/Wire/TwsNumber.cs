using System.Buffers.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>Exact reading of the decimals on the wire: plain (<c>187.5</c>, <c>0.00008065</c>) and Java's exponents (<c>1.0E-4</c>, <c>6.1951E7</c>).</summary>
internal static class TwsNumber
{
    private const int ScaleMax = 28;

    /// <summary>True for the texts that stand for "not set": empty, and the largest double, int and long.</summary>
    public static bool IsUnset(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text.Length >= 10 && (text.SequenceEqual("1.7976931348623157E308"u8) || text.SequenceEqual("2147483647"u8) || text.SequenceEqual("9223372036854775807"u8)));

    /// <summary>Reads a decimal exactly, with its trailing zeros.</summary>
    /// <returns>False when it is no number, or has more digits than a <see cref="decimal"/> holds.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        ulong mantissa = 0;
        int scale = -1, i = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        i = negative ? 1 : 0;
        if (text.Length - i is > 0 and <= 19)
        {
            for (; i < text.Length; i++)
            {
                uint digit = (uint)(text[i] - '0');
                if (digit <= 9)
                {
                    mantissa = (mantissa * 10) + digit;
                    scale += scale < 0 ? 0 : 1;
                }
                else if (text[i] == '.' && scale < 0)
                {
                    scale = 0;
                }
                else
                {
                    return TryParseAnyForm(text, out value);
                }
            }

            // A point without a digit on either side is no number.
            if (text.Length - (negative ? 1 : 0) - (scale >= 0 ? 1 : 0) > 0)
            {
                value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative, (byte)Math.Max(scale, 0));
                return true;
            }
        }

        return TryParseAnyForm(text, out value);
    }

    private static bool TryParseAnyForm(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        int e = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> digits = e < 0 ? text : text[..e];
        int exponent = 0;
        if (e >= 0 && (!Utf8Parser.TryParse(text[(e + 1)..], out exponent, out int used) || used != text.Length - e - 1 || used == 0))
        {
            return false;
        }

        bool signed = digits.Length > 0 && digits[0] is (byte)'-' or (byte)'+';
        bool negative = signed && digits[0] == '-';
        digits = signed ? digits[1..] : digits;
        UInt128 mantissa = 0;
        int scale = -1, count = 0;
        foreach (byte b in digits)
        {
            uint digit = (uint)(b - '0');
            if (digit <= 9)
            {
                if (mantissa > (UInt128.MaxValue - digit) / 10)
                {
                    return false;
                }

                mantissa = (mantissa * 10) + digit;
                scale += scale < 0 ? 0 : 1;
                count++;
            }
            else if (b == '.' && scale < 0)
            {
                scale = 0;
            }
            else
            {
                return false;
            }
        }

        if (count == 0)
        {
            return false;
        }

        long power = (long)Math.Max(scale, 0) - exponent;
        if (mantissa == 0)
        {
            value = new decimal(0, 0, 0, negative, (byte)Math.Clamp(power, 0, ScaleMax));
            return true;
        }

        for (; power < 0; power++)
        {
            if (mantissa > UInt128.MaxValue / 10)
            {
                return false;
            }

            mantissa *= 10;
        }

        // Digits beyond what a decimal holds may go as long as they are zeros.
        for (; power > ScaleMax || (mantissa >> 96) != 0; power--)
        {
            (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(mantissa, 10);
            if (remainder != 0 || power == 0)
            {
                return false;
            }

            mantissa = quotient;
        }

        value = new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), negative, (byte)power);
        return true;
    }
}
