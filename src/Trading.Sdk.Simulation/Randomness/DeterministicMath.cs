namespace Trading.Sdk.Simulation;

/// <summary>
/// Logarithm and exponential from IEEE additions, multiplications and divisions only, in a fixed order: the platform's
/// own <c>Math.Log</c> and <c>Math.Exp</c> differ in the last bit between operating systems, which a reproducible session cannot bear.
/// </summary>
internal static class DeterministicMath
{
    // ln 2 split so that exponent * LnTwoHigh is exact for every exponent of a double.
    private const double LnTwoHigh = 6.93147180369123816490e-01;
    private const double LnTwoLow = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a finite positive normal number; relative error below 1e-15.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172: eleven odd terms reach the last bit.
        double s = (mantissa - 1.0) / (mantissa + 1.0);
        double z = s * s;
        double series = 1.0 / 21.0;
        series = series * z + 1.0 / 19.0;
        series = series * z + 1.0 / 17.0;
        series = series * z + 1.0 / 15.0;
        series = series * z + 1.0 / 13.0;
        series = series * z + 1.0 / 11.0;
        series = series * z + 1.0 / 9.0;
        series = series * z + 1.0 / 7.0;
        series = series * z + 1.0 / 5.0;
        series = series * z + 1.0 / 3.0;
        double tail = s * z * series;
        return exponent * LnTwoHigh + (2.0 * (s + tail) + exponent * LnTwoLow);
    }

    /// <summary>Exponential; 0 below -700, capped at e^700.</summary>
    public static double Exp(double x)
    {
        if (x < -700.0)
        {
            return 0.0;
        }

        x = x > 700.0 ? 700.0 : x;
        double scaled = x * 1.4426950408889634;
        int exponent = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        double r = (x - exponent * LnTwoHigh) - exponent * LnTwoLow;

        // |r| < 0.347: fourteen Taylor terms, summed from the smallest.
        double sum = 1.0;
        for (int k = 14; k >= 1; k--)
        {
            sum = 1.0 + sum * r / k;
        }

        return sum * BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
    }

    /// <summary>x to a real power, x positive.</summary>
    public static double Pow(double x, double power) => Exp(power * Log(x));
}
