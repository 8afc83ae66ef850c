using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>A taper: its shape with its parameters, independent of a length.</summary>
/// <remarks>
/// The definitions are those of Harris 1978 and of the papers named at the members, scaled as is customary in signal processing
/// software. A symmetric window of n values has equal ends and serves filter design; a periodic one is the first n values of the
/// symmetric window of n + 1 and serves spectral estimation.
/// </remarks>
public sealed class Window
{
    private readonly Func<int, double[]> symmetric;

    private Window(string name, Func<int, double[]> symmetric)
    {
        Name = name;
        this.symmetric = symmetric;
    }

    /// <summary>The shape's name, for messages.</summary>
    public string Name { get; }

    /// <summary>All ones.</summary>
    public static Window Boxcar { get; } = new("boxcar", n => Fill(n, _ => 1));

    /// <summary>A triangle that does not reach zero at its ends.</summary>
    public static Window Triangular { get; } = new("triangular", n => Fill(n, i => n % 2 == 0 ? ((2.0 * Math.Min(i, n - 1 - i)) + 1) / n : 2.0 * (Math.Min(i, n - 1 - i) + 1) / (n + 1)));

    /// <summary>A triangle with zero ends.</summary>
    public static Window Bartlett { get; } = new("bartlett", n => Fill(n, i => i <= 0.5 * (n - 1) ? 2.0 * i / (n - 1) : 2 - (2.0 * i / (n - 1))));

    /// <summary>Piecewise cubic (Parzen 1961).</summary>
    public static Window Parzen { get; } = new("parzen", n => Fill(n, i => ParzenAt(Math.Abs(i - (0.5 * (n - 1))), n)));

    /// <summary>Bohman's window: the convolution of two half cosines.</summary>
    public static Window Bohman { get; } = new("bohman", n => Fill(n, i => BohmanAt(i, n)));

    /// <summary>Three-term cosine sum with 0.42, 0.5, 0.08.</summary>
    public static Window Blackman { get; } = CosineSum("blackman", 0.42, 0.5, 0.08);

    /// <summary>Minimum four-term cosine sum of Nuttall 1981 with side lobes below −98 dB.</summary>
    public static Window Nuttall { get; } = CosineSum("nuttall", 0.3635819, 0.4891775, 0.1365995, 0.0106411);

    /// <summary>Minimum four-term Blackman–Harris window, side lobes below −92 dB.</summary>
    public static Window BlackmanHarris { get; } = CosineSum("blackman-harris", 0.35875, 0.48829, 0.14128, 0.01168);

    /// <summary>Five-term flat top for amplitudes read from a bin (D'Antona and Ferrero 2006).</summary>
    public static Window FlatTop { get; } = CosineSum("flat top", 0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368);

    /// <summary>Raised cosine with zero ends; the default of the spectral estimators.</summary>
    public static Window Hann { get; } = CosineSum("hann", 0.5, 0.5);

    /// <summary>Raised cosine with ends of 0.08.</summary>
    public static Window Hamming { get; } = CosineSum("hamming", 0.54, 0.46);

    /// <summary>Bartlett–Hann (Ha and Pearce 1989).</summary>
    public static Window BartlettHann { get; } = new("bartlett-hann", n => Fill(n, i =>
    {
        double u = Math.Abs(((double)i / (n - 1)) - 0.5);
        return 0.62 - (0.48 * u) + (0.38 * Math.Cos(2 * Math.PI * u));
    }));

    /// <summary>Half a sine.</summary>
    public static Window Cosine { get; } = new("cosine", n => Fill(n, i => Math.Sin(Math.PI / n * (i + 0.5))));

    /// <summary>Flat with raised-cosine flanks.</summary>
    /// <param name="flankShare">Share of the window inside the flanks, 0 (boxcar) to 1 (Hann).</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in [0, 1].</exception>
    public static Window Tukey(double flankShare)
    {
        if (!(flankShare >= 0 && flankShare <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(flankShare), flankShare, "A share from 0 to 1 is required.");
        }

        return new("tukey", n => flankShare == 0 ? Boxcar.symmetric(n) : flankShare == 1 ? Hann.symmetric(n) : Fill(n, i =>
        {
            int width = (int)Math.Floor(flankShare * (n - 1) / 2);
            return i <= width ? 0.5 * (1 + Math.Cos(Math.PI * (-1 + (2.0 * i / flankShare / (n - 1)))))
                : i >= n - width - 1 ? 0.5 * (1 + Math.Cos(Math.PI * ((-2 / flankShare) + 1 + (2.0 * i / flankShare / (n - 1)))))
                : 1;
        }));
    }

    /// <summary>Kaiser's window I0(β√(1 − u²))/I0(β) (Kaiser 1966).</summary>
    /// <param name="beta">Shape, 0 to 700; 5 is like Hamming, 8.6 like Blackman.</param>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    public static Window Kaiser(double beta)
    {
        if (!(beta >= 0 && beta <= 700))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "β from 0 to 700 is required.");
        }

        return new("kaiser", n =>
        {
            double middle = 0.5 * (n - 1), norm = SpecialFunctions.BesselI0(beta);
            return Fill(n, i =>
            {
                double u = (i - middle) / middle;
                return SpecialFunctions.BesselI0(beta * Math.Sqrt(Math.Max(0, 1 - (u * u)))) / norm;
            });
        });
    }

    /// <summary>A Gaussian bell.</summary>
    /// <param name="deviation">Standard deviation in samples, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not a finite number above 0.</exception>
    public static Window Gaussian(double deviation) => GeneralGaussian(1, deviation);

    /// <summary>exp(−½|t/σ|^(2p)), t in samples from the middle.</summary>
    /// <param name="power">p above 0: 1 is the Gaussian, ½ the Laplacian.</param>
    /// <param name="deviation">σ in samples, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a finite number above 0.</exception>
    public static Window GeneralGaussian(double power, double deviation)
    {
        Require.FinitePositive(power);
        Require.FinitePositive(deviation);
        return new("gaussian", n => Fill(n, i => Math.Exp(-0.5 * Math.Pow(Math.Abs((i - (0.5 * (n - 1))) / deviation), 2 * power))));
    }

    /// <summary>exp(−|t − center|/τ).</summary>
    /// <param name="decay">τ in samples, above 0.</param>
    /// <param name="center">Place of the maximum in samples from the first; null is the middle.</param>
    /// <exception cref="ArgumentOutOfRangeException">τ is not a finite number above 0.</exception>
    public static Window Exponential(double decay, double? center = null)
    {
        Require.FinitePositive(decay);
        return new("exponential", n => Fill(n, i => Math.Exp(-Math.Abs(i - (center ?? (0.5 * (n - 1)))) / decay)));
    }

    /// <summary>Dolph–Chebyshev: the narrowest main lobe for equal side lobes (Dolph 1946).</summary>
    /// <param name="attenuation">Side lobes below the main lobe in dB, above 0; below about 45 dB the window is not monotonic.</param>
    /// <exception cref="ArgumentOutOfRangeException">The attenuation is not a finite number above 0.</exception>
    public static Window Chebyshev(double attenuation)
    {
        Require.FinitePositive(attenuation);
        return new("chebyshev", n => ChebyshevValues(n, attenuation));
    }

    /// <summary>Taylor's window: near side lobes of a given level (Taylor 1955; Carrara and Goodman 1995).</summary>
    /// <param name="nearSideLobes">Side lobes held at the level, at least 1. Default 4.</param>
    /// <param name="attenuation">Their level below the main lobe in dB, above 0. Default 30.</param>
    /// <param name="normalised">True scales the middle to 1. Default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static Window Taylor(int nearSideLobes = 4, double attenuation = 30, bool normalised = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nearSideLobes, 1);
        Require.FinitePositive(attenuation);
        return new("taylor", n => TaylorValues(n, nearSideLobes, attenuation, normalised));
    }

    /// <summary>The first discrete prolate spheroidal sequence, largest value near 1 (Slepian 1978).</summary>
    /// <param name="halfBandwidth">Time × half bandwidth (NW), above 0 and below half the length.</param>
    /// <exception cref="ArgumentOutOfRangeException">NW is not a finite number above 0.</exception>
    public static Window Slepian(double halfBandwidth)
    {
        Require.FinitePositive(halfBandwidth);
        return new("slepian", n =>
        {
            double[] taper = SlepianTapers.Compute(n, halfBandwidth, 1)[0];
            double largest = taper.Max(), even = n % 2 == 0 ? (double)n * n / (((double)n * n) + halfBandwidth) : 1;
            return Fill(n, i => taper[i] / largest * even);
        });
    }

    /// <summary>A sum of cosines a0 − a1·cos(2πt) + a2·cos(4πt) − …, t from 0 to 1 over the window.</summary>
    /// <param name="coefficients">a0, a1, …; at least one.</param>
    /// <exception cref="ArgumentException">There is no coefficient.</exception>
    public static Window GeneralCosine(params double[] coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        Require.AtLeast(coefficients.Length, 1, nameof(coefficients));
        return CosineSum("general cosine", [.. coefficients]);
    }

    /// <summary>The window's values.</summary>
    /// <param name="length">At least 1; a window of one value is 1.</param>
    /// <param name="periodic">True for spectral estimation, false for filter design. Default false.</param>
    /// <returns>A new array of that length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public double[] ToArray(int length, bool periodic = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return length == 1 ? [1] : periodic ? symmetric(length + 1)[..length] : symmetric(length);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Window CosineSum(string name, params double[] a) => new(name, n => Fill(n, i =>
    {
        double angle = -Math.PI + (2 * Math.PI * i / (n - 1)), sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * Math.Cos(k * angle);
        }

        return sum;
    }));

    private static double[] Fill(int n, Func<int, double> value)
    {
        var w = new double[n];
        for (int i = 0; i < n; i++)
        {
            w[i] = value(i);
        }

        return w;
    }

    private static double ParzenAt(double distance, int n)
    {
        double u = distance / (0.5 * n);
        return distance <= 0.25 * (n - 1) ? 1 - (6 * u * u) + (6 * u * u * u) : 2 * Math.Pow(1 - u, 3);
    }

    private static double BohmanAt(int i, int n)
    {
        if (i == 0 || i == n - 1)
        {
            return 0;
        }

        double u = Math.Abs(-1 + (2.0 * i / (n - 1)));
        return ((1 - u) * Math.Cos(Math.PI * u)) + (Math.Sin(Math.PI * u) / Math.PI);
    }

    private static double[] ChebyshevValues(int n, double attenuation)
    {
        int order = n - 1;
        double beta = Math.Cosh(Math.Acosh(Math.Pow(10, attenuation / 20)) / order);
        var p = new Complex[n];
        for (int k = 0; k < n; k++)
        {
            double x = beta * Math.Cos(Math.PI * k / n);
            double value = x > 1 ? Math.Cosh(order * Math.Acosh(x))
                : x < -1 ? ((2 * (n % 2)) - 1) * Math.Cosh(order * Math.Acosh(-x))
                : Math.Cos(order * Math.Acos(x));
            p[k] = n % 2 == 1 ? value : value * UnitRoots.Of(k, 2L * n);
        }

        new ComplexFft(n).Forward(p, p);
        var w = new double[n];
        for (int i = 0; i < n; i++)
        {
            w[i] = n % 2 == 1 ? p[Math.Abs(i - (n / 2))].Real : i < n / 2 ? p[(n / 2) - i].Real : p[i - (n / 2) + 1].Real;
        }

        double largest = w.Max();
        return Fill(n, i => w[i] / largest);
    }

    private static double[] TaylorValues(int n, int lobes, double attenuation, bool normalised)
    {
        double a = Math.Acosh(Math.Pow(10, attenuation / 20)) / Math.PI, a2 = a * a;
        double s2 = lobes * (double)lobes / (a2 + ((lobes - 0.5) * (lobes - 0.5)));
        var f = new double[lobes];
        for (int m = 1; m < lobes; m++)
        {
            double numerator = m % 2 == 1 ? 1 : -1, denominator = 2;
            for (int i = 1; i < lobes; i++)
            {
                numerator *= 1 - ((double)m * m / s2 / (a2 + ((i - 0.5) * (i - 0.5))));
                if (i != m)
                {
                    denominator *= 1 - ((double)m * m / ((double)i * i));
                }
            }

            f[m] = numerator / denominator;
        }

        double At(double t)
        {
            double sum = 1;
            for (int m = 1; m < lobes; m++)
            {
                sum += 2 * f[m] * Math.Cos(2 * Math.PI * m * (t - (0.5 * n) + 0.5) / n);
            }

            return sum;
        }

        double scale = normalised ? 1 / At(0.5 * (n - 1)) : 1;
        return Fill(n, i => At(i) * scale);
    }
}
