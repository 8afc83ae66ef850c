namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class SinusoidFitTests
{
    [Fact]
    public void Power_AnyLengthAndFrequency_EqualsLeastSquares()
    {
        var noise = new Noise(41);
        for (int trial = 0; trial < 300; trial++)
        {
            int n = noise.Integer(16, 400);
            double[] x = noise.White(n);
            double f = noise.Uniform(0.6 / n, 0.5 - (0.6 / n));
            var fit = new SinusoidFit(n);
            fit.Load(x);
            double explained = fit.Power(f, out double cosine, out double sine);
            (double a, double b, double expected) = Plain(x, f);
            Assert.Equal(a, cosine, 1e-11);
            Assert.Equal(b, sine, 1e-11);
            Assert.Equal(expected, explained, 1e-9);

            // What is left is orthogonal to the sinusoid.
            double[] rest = [.. x];
            fit.Subtract(rest, f, cosine, sine);
            (a, b, _) = Plain(rest, f);
            Assert.Equal(0, a, 1e-11);
            Assert.Equal(0, b, 1e-11);
        }
    }

    [Fact]
    public void Refine_CycleInNoise_FindsTheHighestPowerNearby()
    {
        var noise = new Noise(42);
        for (int trial = 0; trial < 200; trial++)
        {
            int n = noise.Integer(32, 300);
            double f = noise.Uniform(0.8 / n, 0.5 - (0.8 / n)), phase = noise.Uniform(0, 6.28);
            double[] x = [.. noise.White(n).Select((v, t) => (0.3 * v) + Math.Cos((2 * Math.PI * f * t) + phase))];
            var fit = new SinusoidFit(n);
            fit.Load(x);
            double found = fit.Refine(Math.Round(f * n) / n), best = Plain(x, found).Explained;

            // The plain form: a fine grid over the range that the search may use.
            for (double at = found - (0.4 / n); at <= found + (0.4 / n); at += 0.01 / n)
            {
                if (at > 0.3 / n && at < 0.5 - (0.05 / n))
                {
                    Assert.True(Plain(x, at).Explained <= best * (1 + 1e-9), $"n = {n}, f = {f}: {at} explains more than {found}");
                }
            }
        }
    }

    private static (double Cosine, double Sine, double Explained) Plain(double[] x, double f)
    {
        double cc = 0, ss = 0, xc = 0, xs = 0;
        for (int t = 0; t < x.Length; t++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * f * (t - (0.5 * (x.Length - 1))));
            cc += c * c;
            ss += s * s;
            xc += x[t] * c;
            xs += x[t] * s;
        }

        return (xc / cc, xs / ss, (xc * xc / cc) + (xs * xs / ss));
    }
}
