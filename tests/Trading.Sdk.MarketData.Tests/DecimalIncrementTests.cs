using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.MarketData.Tests;

public class DecimalIncrementTests
{
    private static readonly decimal[] Steps = [1m, 0.1m, 0.01m, 0.00001m, 0.00000001m, 0.25m, 0.5m, 0.03125m, 5m, 50m, 12.5m, 0.000000000000000001m, 0.005m];

    [Theory]
    [InlineData("0.01", "61602.01", 6160201)]
    [InlineData("0.01", "61602.01000000", 6160201)]
    [InlineData("0.01", "0.00000000", 0)]
    [InlineData("0.01", "-3.07", -307)]
    [InlineData("0.01", "+3.07", 307)]
    [InlineData("0.25", "5214.25", 20857)]
    [InlineData("0.25", "5214", 20856)]
    [InlineData("0.00001", "1.67177", 167177)]
    [InlineData("50", "1e3", 20)]
    [InlineData("0.00000001", "1E-8", 1)]
    [InlineData("0.00000001", "2.5e-7", 25)]
    [InlineData("1", "9223372036854775807", long.MaxValue)]
    [InlineData("1", "-9223372036854775807", -long.MaxValue)]
    [InlineData("0.01", "0000000000000000000000000012.5", 1250)]
    public void Parse_OnGrid_GivesTheExactNumberOfSteps(string step, string text, long expected)
    {
        Assert.Equal(expected, Increment(step).Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("0.01", "61602.011", DecimalParse.OffGrid)]
    [InlineData("0.25", "5214.3", DecimalParse.OffGrid)]
    [InlineData("0.25", "1e-30", DecimalParse.OffGrid)]
    [InlineData("0.01", "1e-2000000000", DecimalParse.OffGrid)]
    [InlineData("0.01", "92233720368547758.08", DecimalParse.Overflow)]
    [InlineData("0.00000001", "999999999999.99", DecimalParse.Overflow)]
    [InlineData("1", "1e400000000", DecimalParse.Overflow)]
    [InlineData("1", "99999999999999999999999999999999999999999999999", DecimalParse.Overflow)]
    [InlineData("0.01", "", DecimalParse.NotANumber)]
    [InlineData("0.01", "-", DecimalParse.NotANumber)]
    [InlineData("0.01", ".", DecimalParse.NotANumber)]
    [InlineData("0.01", "1.", DecimalParse.NotANumber)]
    [InlineData("0.01", "1.2.3", DecimalParse.NotANumber)]
    [InlineData("0.01", "1,5", DecimalParse.NotANumber)]
    [InlineData("0.01", " 1", DecimalParse.NotANumber)]
    [InlineData("0.01", "NaN", DecimalParse.NotANumber)]
    [InlineData("0.01", "1e", DecimalParse.NotANumber)]
    [InlineData("0.01", "1e5x", DecimalParse.NotANumber)]
    [InlineData("0.01", "0x10", DecimalParse.NotANumber)]
    public void Parse_BadText_SaysWhy(string step, string text, DecimalParse expected)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, Increment(step).Parse(utf8, out long units));
        Assert.Equal(0, units);
        Assert.Contains(text.Length == 0 ? "''" : text[..Math.Min(text.Length, 60)], Assert.Throws<MarketDataFormatException>(() => Increment(step).Parse(utf8)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.01", "1.004", 100)]
    [InlineData("0.01", "1.005", 101)]
    [InlineData("0.01", "-1.005", -101)]
    [InlineData("0.01", "1.00499999999999999999999999999999999999999999", 100)]
    [InlineData("0.25", "1.125", 5)]
    [InlineData("0.25", "1.1249999999999999999999999999999999999999999999", 4)]
    [InlineData("5", "7.5", 2)]
    [InlineData("5", "7.49", 1)]
    public void Parse_OffGridUnderRound_GoesToTheNearestHalvesAway(string step, string text, long expected)
    {
        Assert.Equal(expected, Increment(step).Parse(Encoding.UTF8.GetBytes(text), OffGridPolicy.Round));
    }

    [Fact]
    public void Parse_AnyDecimal_AgreesWithBigIntegerArithmetic()
    {
        Gen<(int Step, bool Negative, long Mantissa, int Scale)> cases =
            from step in Gen.Choose(0, Steps.Length - 1)
            from negative in Gen.Choose(0, 1)
            from high in Gen.Choose(0, int.MaxValue)
            from bits in Gen.Choose(0, 40)
            from scale in Gen.Choose(0, 20)
            select (step, negative == 1, ((long)high << 31 | (uint)(high * 31)) >> bits, scale);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(cases), c =>
        {
            string digits = c.Mantissa.ToString(CultureInfo.InvariantCulture).PadLeft(c.Scale + 1, '0');
            string text = (c.Negative ? "-" : "") + (c.Scale == 0 ? digits : digits[..^c.Scale] + "." + digits[^c.Scale..]);

            DecimalIncrement increment = DecimalIncrement.From(Steps[c.Step]);
            BigInteger stepNumerator = (BigInteger)(Steps[c.Step] * 1_000_000_000_000_000_000m);
            BigInteger numerator = c.Mantissa * BigInteger.Pow(10, 18), denominator = stepNumerator * BigInteger.Pow(10, c.Scale);
            BigInteger units = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
            BigInteger rounded = remainder * 2 >= denominator ? units + 1 : units;
            DecimalParse expected = units > long.MaxValue ? DecimalParse.Overflow : remainder.IsZero ? DecimalParse.Ok : DecimalParse.OffGrid;

            bool exact = increment.Parse(Encoding.UTF8.GetBytes(text), out long parsed) == expected
                && parsed == (expected == DecimalParse.Ok ? (long)(c.Negative ? -units : units) : 0);
            bool nearest = rounded > long.MaxValue
                || (increment.Parse(Encoding.UTF8.GetBytes(text), out long near, OffGridPolicy.Round) == DecimalParse.Ok && near == (long)(c.Negative ? -rounded : rounded));
            return exact && nearest;
        }));
    }

    [Fact]
    public void Format_AnyNumberOfSteps_ReadsBackAndEqualsDecimalArithmetic()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<long>(), Gen.Choose(0, Steps.Length - 1).ToArbitrary(), (units, step) =>
        {
            DecimalIncrement increment = DecimalIncrement.From(Steps[step]);
            string text = increment.Format(units);
            return increment.Parse(Encoding.ASCII.GetBytes(text)) == units && decimal.Parse(text, CultureInfo.InvariantCulture) == increment.ToDecimal(units)
                && increment.FromDecimal(increment.ToDecimal(units)) == units;
        }));
    }

    [Theory]
    [InlineData("0.01", 6160201, "61602.01")]
    [InlineData("0.1", 616000, "61600.0")]
    [InlineData("1", 27, "27")]
    [InlineData("0.01", -5, "-0.05")]
    [InlineData("0.01", 0, "0.00")]
    [InlineData("0.25", 3, "0.75")]
    [InlineData("0.000000000000000001", long.MinValue, "-9.223372036854775808")]
    public void Format_Steps_IsPlainDecimal(string step, long units, string expected) => Assert.Equal(expected, Increment(step).Format(units));

    [Fact]
    public void TryFormat_ShortSpan_WritesNothing()
    {
        Span<byte> text = stackalloc byte[4];
        Assert.False(Increment("0.01").TryFormat(12345, text, out int written));
        Assert.Equal(0, written);
        Assert.True(Increment("0.01").TryFormat(123, text, out written));
        Assert.Equal(4, written);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.01")]
    [InlineData("0.0000000000000000001")]
    public void From_InvalidStep_Throws(string step) => Assert.Throws<ArgumentOutOfRangeException>(() => Increment(step));

    [Fact]
    public void ParseAndFormat_HotPath_AllocatesNothing()
    {
        DecimalIncrement increment = Increment("0.01"), quarter = Increment("0.25");
        byte[] text = "61602.01000000"u8.ToArray(), other = "5214.25"u8.ToArray(), output = new byte[48];
        AllocationGuard.ShouldNotAllocate(() =>
        {
            increment.Parse(text, out long units);
            increment.TryFormat(units, output, out _);
            quarter.Parse(other, out units);
        });
        Assert.True(AllocationGuard.CountBytes(() => increment.Format(5)) > 0, "the guard must see an allocating form");
    }

    private static DecimalIncrement Increment(string step) => DecimalIncrement.From(decimal.Parse(step, CultureInfo.InvariantCulture));
}
