using System.Globalization;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Reads decimals that stand in one text, one space apart; an empty place is null.</summary>
internal struct DecimalsText(string text)
{
    // Fewer digits than any that a ulong cannot hold.
    private const int ShortLength = 19;
    private const int ScaleMax = 28;

    private int position;

    /// <summary>The next number.</summary>
    /// <exception cref="RecordFormatException">It is no number, or one that a decimal cannot hold exactly.</exception>
    public decimal? Next()
    {
        ReadOnlySpan<char> rest = text.AsSpan(Math.Min(position, text.Length));
        int end = rest.IndexOf(' ');
        ReadOnlySpan<char> number = end < 0 ? rest : rest[..end];
        position += number.Length + 1;
        return number.IsEmpty ? null : TryReadShort(number, out decimal value) ? value : ReadLong(number);
    }

    private static bool TryReadShort(ReadOnlySpan<char> number, out decimal value)
    {
        value = 0;
        if (number.Length > ShortLength)
        {
            return false;
        }

        bool isNegative = number[0] == '-';
        ulong mantissa = 0;
        int point = number.Length - 1;
        for (int i = isNegative ? 1 : 0; i < number.Length; i++)
        {
            uint digit = (uint)number[i] - '0';
            if (digit <= 9)
            {
                mantissa = 10 * mantissa + digit;
            }
            else if (number[i] == '.' && point == number.Length - 1)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, isNegative, (byte)(number.Length - 1 - point));
        return true;
    }

    private static decimal ReadLong(ReadOnlySpan<char> number)
    {
        // Parsing rounds what a decimal cannot hold: the number is compared with what came out.
        if (decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            Span<char> again = stackalloc char[ScaleMax + 4];
            if (value.TryFormat(again, out int written, default, CultureInfo.InvariantCulture) && number.SequenceEqual(again[..written]))
            {
                return value;
            }
        }

        throw new RecordFormatException($"The stored number {number[..Math.Min(number.Length, 40)]} does not fit a decimal of 28 digits.");
    }
}
