using System.Globalization;
using System.Numerics;

namespace Trading.Sdk.MarketData;

/// <summary>
/// A step on the decimal line, such as 0.01 or 0.25, and the exact conversion between decimal text and whole numbers of
/// steps. No floating point, no allocation; overflow of 64 bits is an error, never a wrap.
/// </summary>
/// <remarks>Stored as numerator · 10^−<see cref="Decimals"/> with the numerator free of trailing zeros where decimals remain.</remarks>
public readonly struct DecimalIncrement : IEquatable<DecimalIncrement>
{
    private const int DecimalsMax = 18;

    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, 19).Select(i => (long)BigInteger.Pow(10, i))];

    private readonly long numerator;

    private DecimalIncrement(long numerator, int decimals)
    {
        this.numerator = numerator;
        Decimals = decimals;
    }

    /// <summary>Digits behind the point of the step (2 for 0.01 and for 0.25, 0 for 1 and for 50).</summary>
    public int Decimals { get; }

    /// <summary>The step as a decimal; 0 for the default value, which is not a valid increment.</summary>
    public decimal Value => numerator == 0 ? 0 : numerator / (decimal)PowersOfTen[Decimals];

    /// <summary>Makes a step from a decimal.</summary>
    /// <param name="step">Greater than 0, at most 18 digits behind the point.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not of that form.</exception>
    public static DecimalIncrement From(decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, 0);
        int decimals = 0;
        while (step != decimal.Truncate(step))
        {
            if (++decimals > DecimalsMax || step > decimal.MaxValue / 10)
            {
                throw new ArgumentOutOfRangeException(nameof(step), step, $"An increment has at most {DecimalsMax} decimals.");
            }

            step *= 10;
        }

        if (step > long.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "An increment fits into 64 bits.");
        }

        return new DecimalIncrement((long)step, decimals);
    }

    /// <summary>Reads decimal text (UTF-8: optional sign, digits, optional fraction, optional exponent) as a number of steps.</summary>
    /// <param name="utf8">The text, without surrounding white space.</param>
    /// <param name="units">The number of steps when the result is <see cref="DecimalParse.Ok"/>, else 0.</param>
    /// <param name="policy">What happens to a value between two steps.</param>
    /// <returns>Whether the text was read, and if not, why.</returns>
    public DecimalParse Parse(ReadOnlySpan<byte> utf8, out long units, OffGridPolicy policy = OffGridPolicy.Reject)
    {
        // The common case of feeds: unsigned, no exponent, at most 18 significant digits, step 10^-n.
        ulong value = 0;
        int i = 0, fraction = -1;
        if (numerator == 1 && utf8.Length is > 0 and <= 18)
        {
            for (; i < utf8.Length; i++)
            {
                uint digit = (uint)(utf8[i] - '0');
                if (digit <= 9)
                {
                    if (fraction < 0)
                    {
                        value = (value * 10) + digit;
                    }
                    else if (fraction < Decimals)
                    {
                        value = (value * 10) + digit;
                        fraction++;
                    }
                    else if (digit != 0)
                    {
                        return ParseAnyForm(utf8, out units, policy);
                    }
                }
                else if (utf8[i] == '.' && fraction < 0 && i > 0 && i + 1 < utf8.Length)
                {
                    fraction = 0;
                }
                else
                {
                    return ParseAnyForm(utf8, out units, policy);
                }
            }

            UInt128 scaled = (UInt128)value * (ulong)PowersOfTen[Decimals - Math.Max(fraction, 0)];
            units = scaled <= long.MaxValue ? (long)scaled : 0;
            return scaled <= long.MaxValue ? DecimalParse.Ok : DecimalParse.Overflow;
        }

        return ParseAnyForm(utf8, out units, policy);
    }

    /// <summary>Reads decimal text as a number of steps, or throws.</summary>
    /// <exception cref="MarketDataFormatException">The text is no decimal number, is off the grid, or does not fit into 64 bits.</exception>
    public long Parse(ReadOnlySpan<byte> utf8, OffGridPolicy policy = OffGridPolicy.Reject)
    {
        DecimalParse result = Parse(utf8, out long units, policy);
        return result == DecimalParse.Ok ? units : throw Failure(result, utf8);
    }

    /// <summary>The error that belongs to a failed parse.</summary>
    public MarketDataFormatException Failure(DecimalParse result, ReadOnlySpan<byte> utf8)
    {
        string text = System.Text.Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 60)]);
        return new MarketDataFormatException(result switch
        {
            DecimalParse.OffGrid => $"'{text}' is not a multiple of {Value.ToString(CultureInfo.InvariantCulture)}",
            DecimalParse.Overflow => $"'{text}' in steps of {Value.ToString(CultureInfo.InvariantCulture)} does not fit into 64 bits",
            _ => $"'{text}' is not a decimal number",
        });
    }

    /// <summary>Converts a decimal to a number of steps.</summary>
    /// <exception cref="MarketDataFormatException">The value is off the grid (under <see cref="OffGridPolicy.Reject"/>) or does not fit into 64 bits.</exception>
    public long FromDecimal(decimal value, OffGridPolicy policy = OffGridPolicy.Reject)
    {
        Span<byte> text = stackalloc byte[48];
        value.TryFormat(text, out int written, default, CultureInfo.InvariantCulture);
        return Parse(text[..written], policy);
    }

    /// <summary>The exact value of a number of steps.</summary>
    /// <exception cref="OverflowException">The value has more than 28 digits.</exception>
    public decimal ToDecimal(long units) => units * Value;

    /// <summary>The nearest double of a number of steps: one multiplication and one division, for numerics only.</summary>
    public double ToDouble(long units) => (double)units * numerator / PowersOfTen[Decimals];

    /// <summary>Writes a number of steps as plain decimal text with <see cref="Decimals"/> digits behind the point.</summary>
    /// <param name="units">Any number of steps.</param>
    /// <param name="utf8">At least 48 bytes always suffice.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False when the span is too short; nothing is written then.</returns>
    public bool TryFormat(long units, Span<byte> utf8, out int written)
    {
        Span<byte> reversed = stackalloc byte[48];
        UInt128 rest = (UInt128)(units < 0 ? -(Int128)units : units) * (ulong)numerator;
        int length = 0;
        do
        {
            if (length == Decimals && Decimals > 0)
            {
                reversed[length++] = (byte)'.';
            }

            (rest, UInt128 digit) = UInt128.DivRem(rest, 10);
            reversed[length++] = (byte)('0' + (int)digit);
        }
        while (rest != 0 || length <= Decimals + (Decimals > 0 ? 1 : 0));

        if (units < 0)
        {
            reversed[length++] = (byte)'-';
        }

        if (utf8.Length < length)
        {
            written = 0;
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            utf8[i] = reversed[length - 1 - i];
        }

        written = length;
        return true;
    }

    /// <summary>The plain decimal text of a number of steps.</summary>
    public string Format(long units)
    {
        Span<byte> text = stackalloc byte[48];
        TryFormat(units, text, out int written);
        return System.Text.Encoding.ASCII.GetString(text[..written]);
    }

    /// <inheritdoc/>
    public bool Equals(DecimalIncrement other) => numerator == other.numerator && Decimals == other.Decimals;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DecimalIncrement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(numerator, Decimals);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Equality of the step.</summary>
    public static bool operator ==(DecimalIncrement left, DecimalIncrement right) => left.Equals(right);

    /// <summary>Inequality of the step.</summary>
    public static bool operator !=(DecimalIncrement left, DecimalIncrement right) => !left.Equals(right);

    /// <summary>Any decimal form: sign, any number of digits, exponent; exact to 38 digits, more is an overflow unless they are zeros.</summary>
    private DecimalParse ParseAnyForm(ReadOnlySpan<byte> utf8, out long units, OffGridPolicy policy)
    {
        units = 0;
        if (numerator == 0)
        {
            throw new InvalidOperationException("The default DecimalIncrement has no step.");
        }

        int i = 0;
        bool negative = utf8.Length > 0 && utf8[0] == '-';
        if (negative || (utf8.Length > 0 && utf8[0] == '+'))
        {
            i++;
        }

        UInt128 mantissa = 0;
        int digits = 0, exponent = 0;
        bool point = false, sticky = false, tooLarge = false;
        for (; i < utf8.Length; i++)
        {
            uint digit = (uint)(utf8[i] - '0');
            if (digit <= 9)
            {
                digits++;
                if (mantissa < UInt128.MaxValue / 20)
                {
                    mantissa = (mantissa * 10) + digit;
                    exponent -= point ? 1 : 0;
                }
                else
                {
                    sticky |= digit != 0;
                    exponent += point ? 0 : 1;
                    tooLarge |= !point;
                }
            }
            else if (utf8[i] == '.' && !point)
            {
                point = true;
            }
            else
            {
                break;
            }
        }

        if (digits == 0 || (point && i > 0 && utf8[i - 1] == '.'))
        {
            return DecimalParse.NotANumber;
        }

        if (i < utf8.Length && (utf8[i] | 0x20) == 'e')
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(utf8[(i + 1)..], out int power, out int used) || used != utf8.Length - i - 1 || used == 0)
            {
                return DecimalParse.NotANumber;
            }

            exponent = (int)Math.Clamp((long)exponent + power, -10_000, 10_000);
            i = utf8.Length;
        }

        if (i != utf8.Length)
        {
            return DecimalParse.NotANumber;
        }

        if (mantissa == 0 && !sticky)
        {
            return DecimalParse.Ok;
        }

        // value / step = mantissa · 10^(exponent + Decimals) / numerator
        int shift = exponent + Decimals;
        for (; shift > 0; shift--)
        {
            if (tooLarge || mantissa > UInt128.MaxValue / 10)
            {
                return DecimalParse.Overflow;
            }

            mantissa *= 10;
        }

        // The divisor is numerator · 10^−shift; stripping the power first keeps what was cut off as one sticky bit.
        UInt128 half = 0;
        for (; shift < 0 && mantissa != 0; shift++)
        {
            if (numerator != 1 && mantissa % 10 != 0)
            {
                return ParseBig(mantissa, -shift, sticky, negative, out units, policy);
            }

            sticky |= half != 0;
            (mantissa, half) = UInt128.DivRem(mantissa, 10);
        }

        if (shift < 0)
        {
            sticky |= half != 0;
            half = 0;
        }

        if (numerator != 1)
        {
            sticky |= half != 0;
            (mantissa, UInt128 remainder) = UInt128.DivRem(mantissa, (ulong)numerator);
            bool exact = remainder == 0 && !sticky;
            bool up = (remainder * 2) >= (ulong)numerator;
            return Finish(mantissa, exact, up, negative, out units, policy);
        }

        return Finish(mantissa, half == 0 && !sticky, half >= 5, negative, out units, policy);
    }

    private DecimalParse ParseBig(UInt128 mantissa, int power, bool sticky, bool negative, out long units, OffGridPolicy policy)
    {
        BigInteger divisor = numerator * BigInteger.Pow(10, Math.Min(power, 60));
        BigInteger quotient = BigInteger.DivRem(mantissa, divisor, out BigInteger remainder);
        bool exact = remainder.IsZero && !sticky;
        if (quotient > long.MaxValue)
        {
            units = 0;
            return DecimalParse.Overflow;
        }

        return Finish((UInt128)quotient, exact, remainder * 2 >= divisor, negative, out units, policy);
    }

    private static DecimalParse Finish(UInt128 magnitude, bool exact, bool roundUp, bool negative, out long units, OffGridPolicy policy)
    {
        units = 0;
        if (!exact)
        {
            if (policy == OffGridPolicy.Reject)
            {
                return magnitude > long.MaxValue ? DecimalParse.Overflow : DecimalParse.OffGrid;
            }

            magnitude += roundUp ? (UInt128)1 : 0;
        }

        if (magnitude > long.MaxValue)
        {
            return DecimalParse.Overflow;
        }

        units = negative ? -(long)magnitude : (long)magnitude;
        return DecimalParse.Ok;
    }
}
