namespace Trading.Sdk.Spectrum.Tests;

/// <summary>The taps against the equations that define them, in arithmetic of 28 digits so that only the taps' own rounding counts.</summary>
public class FilterTests
{
    public static TheoryData<string> Orthogonal => [.. Wavelet.Names.Where(n => Wavelet.Named(n).IsOrthogonal && n != "dmey")];

    public static TheoryData<string> Biorthogonal => [.. Wavelet.Names.Where(n => !Wavelet.Named(n).IsOrthogonal)];

    [Theory]
    [MemberData(nameof(Orthogonal))]
    public void OrthogonalFilter_ShiftedByTwo_IsOrthonormalToTheLastBit(string name)
    {
        decimal[] h = Exact(Wavelet.Named(name).DecompositionLowPass);
        for (int shift = 0; shift < h.Length; shift += 2)
        {
            decimal product = -(shift == 0 ? 1m : 0m);
            for (int k = 0; k + shift < h.Length; k++)
            {
                product += h[k] * h[k + shift];
            }

            Assert.True(Math.Abs(product) < 2e-16m, $"{name} shift {shift}: {product}");
        }
    }

    [Theory]
    [MemberData(nameof(Biorthogonal))]
    public void BiorthogonalPair_ShiftedByTwo_IsDualToTheLastBit(string name)
    {
        Wavelet wavelet = Wavelet.Named(name);
        decimal[] a = Exact(wavelet.DecompositionLowPass), s = Exact(wavelet.ReconstructionLowPass);
        Array.Reverse(s);
        for (int shift = -a.Length; shift <= a.Length; shift += 2)
        {
            decimal product = -(shift == 0 ? 1m : 0m);
            for (int k = 0; k < a.Length; k++)
            {
                product += k + shift >= 0 && k + shift < a.Length ? a[k] * s[k + shift] : 0;
            }

            Assert.True(Math.Abs(product) < 4e-16m, $"{name} shift {shift}: {product}");
        }
    }

    [Theory]
    [MemberData(nameof(Orthogonal))]
    public void OrthogonalFilter_MomentsOfTheWavelet_Vanish(string name)
    {
        Wavelet wavelet = Wavelet.Named(name);
        decimal[] g = Exact(wavelet.DecompositionHighPass);
        for (int power = 0; power < wavelet.VanishingMoments; power++)
        {
            // Places from −1 to 1: the moment's rounding error is that of the taps.
            decimal moment = 0;
            for (int k = 0; k < g.Length; k++)
            {
                decimal place = ((2m * k) / (g.Length - 1)) - 1, factor = 1;
                for (int i = 0; i < power; i++)
                {
                    factor *= place;
                }

                moment += g[k] * factor;
            }

            Assert.True(Math.Abs(moment) < 3e-16m, $"{name} moment {power}: {moment}");
        }
    }

    [Fact]
    public void PublishedTaps_AgainstTheExactOnes_DifferByWhatTheyArePrintedWith()
    {
        double worst = 0;
        foreach (string name in Wavelet.Names)
        {
            double distance = Wavelet.Named(name).DecompositionLowPass.ToArray().Zip(Wavelet.NamedAsPublished(name).DecompositionLowPass.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.Equal(name.StartsWith("sym", StringComparison.Ordinal) || name[^3..] is "4.4" or "5.5" or "6.8", distance > 0);
            worst = Math.Max(worst, distance);
        }

        Assert.InRange(worst, 3e-12, 4e-12);
    }

    // Mantissa and power of two apart: the framework's own conversion would round to 15 digits.
    private static decimal[] Exact(ReadOnlyMemory<double> taps) => [.. taps.ToArray().Select(tap =>
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(tap));
        int exponent = (int)(bits >> 52) - 1075;
        decimal value = tap == 0 ? 0 : (bits & ((1L << 52) - 1)) | (1L << 52);
        for (int i = 0; i < -exponent; i += 16)
        {
            value /= 1 << Math.Min(16, -exponent - i);
        }

        return tap < 0 ? -value : value;
    })];
}
