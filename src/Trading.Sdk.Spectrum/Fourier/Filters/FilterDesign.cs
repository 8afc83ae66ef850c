using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>Design of recursive (IIR) and finite (FIR) filters. Edges are fractions of the Nyquist frequency, inside (0, 1).</summary>
public static class FilterDesign
{
    /// <summary>A Butterworth filter: maximally flat, −3 dB at its edges (Butterworth 1930), by the bilinear transform with prewarped edges.</summary>
    /// <param name="order">1 to 24; band filters have twice as many poles.</param>
    /// <param name="band">Frequencies to pass.</param>
    /// <param name="edge">Edge, or lower edge of a band.</param>
    /// <param name="upperEdge">Upper edge of a band; unused otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static ZeroPoleGain Butterworth(int order, FilterBand band, double edge, double upperEdge = double.NaN)
    {
        CheckOrder(order);
        Complex[] poles = [.. Angles(order).Select(a => -Complex.FromPolarCoordinates(1, a))];
        return ToDigital([], poles, 1, band, edge, upperEdge);
    }

    /// <summary>A Chebyshev filter of type I: equal ripple in the pass band.</summary>
    /// <param name="order">1 to 24.</param>
    /// <param name="ripple">Ripple in dB, above 0.</param>
    /// <param name="band">Frequencies to pass.</param>
    /// <param name="edge">Edge, or lower edge of a band.</param>
    /// <param name="upperEdge">Upper edge of a band; unused otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static ZeroPoleGain Chebyshev1(int order, double ripple, FilterBand band, double edge, double upperEdge = double.NaN)
    {
        CheckOrder(order);
        Require.FinitePositive(ripple);
        double epsilon = Math.Sqrt(Math.Pow(10, 0.1 * ripple) - 1), mu = Math.Asinh(1 / epsilon) / order;
        Complex[] poles = [.. Angles(order).Select(a => -Complex.Sinh(new Complex(mu, a)))];
        double gain = Product(poles.Select(p => -p)).Real;
        return ToDigital([], poles, order % 2 == 0 ? gain / Math.Sqrt(1 + (epsilon * epsilon)) : gain, band, edge, upperEdge);
    }

    /// <summary>A Chebyshev filter of type II: flat pass band, equal ripple in the stop band, whose attenuation is reached at the edges.</summary>
    /// <param name="order">1 to 24.</param>
    /// <param name="attenuation">Attenuation in the stop band in dB, above 0.</param>
    /// <param name="band">Frequencies to pass.</param>
    /// <param name="edge">Edge, or lower edge of a band.</param>
    /// <param name="upperEdge">Upper edge of a band; unused otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static ZeroPoleGain Chebyshev2(int order, double attenuation, FilterBand band, double edge, double upperEdge = double.NaN)
    {
        CheckOrder(order);
        Require.FinitePositive(attenuation);
        double mu = Math.Asinh(Math.Sqrt(Math.Pow(10, 0.1 * attenuation) - 1)) / order;
        Complex[] zeros = [.. Angles(order).Where(a => Math.Abs(a) > 1e-12).Select(a => -Complex.Conjugate(Complex.ImaginaryOne / Math.Sin(a)))];
        Complex[] poles = [.. Angles(order).Select(a => 1 / new Complex(-Math.Sinh(mu) * Math.Cos(a), -Math.Cosh(mu) * Math.Sin(a)))];
        double gain = (Product(poles.Select(p => -p)) / Product(zeros.Select(z => -z))).Real;
        return ToDigital(zeros, poles, gain, band, edge, upperEdge);
    }

    /// <summary>A linear-phase finite filter by the window method: the ideal response, tapered, scaled to 1 in the middle of its first pass band.</summary>
    /// <param name="taps">At least 1; odd where the pass band reaches the Nyquist frequency. The delay is (taps − 1)/2 samples.</param>
    /// <param name="band">Frequencies to pass.</param>
    /// <param name="edge">Edge, or lower edge of a band.</param>
    /// <param name="upperEdge">Upper edge of a band; unused otherwise.</param>
    /// <param name="window">Taper; null is Hamming. Default null.</param>
    /// <returns>A new array of taps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static double[] Fir(int taps, FilterBand band, double edge, double upperEdge = double.NaN, Window? window = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(taps, 1);
        double[] edges = Edges(band, edge, upperEdge);
        (double Low, double High)[] passes = band switch
        {
            FilterBand.LowPass => [(0, edges[0])],
            FilterBand.HighPass => [(edges[0], 1)],
            FilterBand.BandPass => [(edges[0], edges[1])],
            _ => [(0, edges[0]), (edges[1], 1)],
        };
        if (passes[^1].High == 1 && taps % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(taps), taps, "A filter that passes the Nyquist frequency needs an odd number of taps.");
        }

        double[] taper = (window ?? Window.Hamming).ToArray(taps), h = new double[taps];
        double middle = 0.5 * (taps - 1), at = passes[0].Low == 0 ? 0 : passes[0].High == 1 ? 1 : 0.5 * (passes[0].Low + passes[0].High), sum = 0;
        for (int i = 0; i < taps; i++)
        {
            double m = i - middle;
            foreach ((double low, double high) in passes)
            {
                h[i] += (high * Sinc(high * m)) - (low * Sinc(low * m));
            }

            h[i] *= taper[i];
            sum += h[i] * Math.Cos(Math.PI * m * at);
        }

        for (int i = 0; i < taps; i++)
        {
            h[i] /= sum;
        }

        return h;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static IEnumerable<double> Angles(int order) => Enumerable.Range(0, order).Select(i => Math.PI * (1 - order + (2 * i)) / (2.0 * order));

    private static Complex Product(IEnumerable<Complex> values) => values.Aggregate(Complex.One, (a, b) => a * b);

    private static void CheckOrder(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 24);
    }

    private static double[] Edges(FilterBand band, double edge, double upperEdge)
    {
        bool two = band is FilterBand.BandPass or FilterBand.BandStop;
        if (!(edge > 0 && edge < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(edge), edge, "An edge inside (0, 1), as a fraction of the Nyquist frequency, is required.");
        }

        if (two && !(upperEdge > edge && upperEdge < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(upperEdge), upperEdge, $"An upper edge inside ({edge}, 1) is required for a band.");
        }

        return two ? [edge, upperEdge] : [edge];
    }

    private static ZeroPoleGain ToDigital(Complex[] zeros, Complex[] poles, double gain, FilterBand band, double edge, double upperEdge)
    {
        double[] warped = [.. Edges(band, edge, upperEdge).Select(e => 4 * Math.Tan(0.5 * Math.PI * e))];
        int degree = poles.Length - zeros.Length;
        double w = warped.Length == 2 ? Math.Sqrt(warped[0] * warped[1]) : warped[0], width = warped.Length == 2 ? warped[1] - warped[0] : 0;
        Complex[] Pairs(IEnumerable<Complex> values)
        {
            Complex[] middle = [.. values];
            Complex[] root = [.. middle.Select(v => Complex.Sqrt((v * v) - (w * w)))];
            return [.. middle.Zip(root, (m, r) => m + r), .. middle.Zip(root, (m, r) => m - r)];
        }

        switch (band)
        {
            case FilterBand.LowPass:
                (zeros, poles, gain) = ([.. zeros.Select(z => z * w)], [.. poles.Select(p => p * w)], gain * Math.Pow(w, degree));
                break;
            case FilterBand.HighPass:
                gain *= (Product(zeros.Select(z => -z)) / Product(poles.Select(p => -p))).Real;
                (zeros, poles) = ([.. zeros.Select(z => w / z), .. Enumerable.Repeat(Complex.Zero, degree)], [.. poles.Select(p => w / p)]);
                break;
            case FilterBand.BandPass:
                gain *= Math.Pow(width, degree);
                (zeros, poles) = ([.. Pairs(zeros.Select(z => 0.5 * width * z)), .. Enumerable.Repeat(Complex.Zero, degree)], Pairs(poles.Select(p => 0.5 * width * p)));
                break;
            default:
                gain *= (Product(zeros.Select(z => -z)) / Product(poles.Select(p => -p))).Real;
                var up = new Complex(0, w);
                (zeros, poles) = (
                    [.. Pairs(zeros.Select(z => 0.5 * width / z)), .. Enumerable.Repeat(up, degree), .. Enumerable.Repeat(Complex.Conjugate(up), degree)],
                    Pairs(poles.Select(p => 0.5 * width / p)));
                break;
        }

        // s = 4(z − 1)/(z + 1): the bilinear transform at two samples per unit of time.
        gain *= (Product(zeros.Select(z => 4 - z)) / Product(poles.Select(p => 4 - p))).Real;
        int atInfinity = poles.Length - zeros.Length;
        return new ZeroPoleGain(
            [.. zeros.Select(z => (4 + z) / (4 - z)), .. Enumerable.Repeat(new Complex(-1, 0), atInfinity)],
            [.. poles.Select(p => (4 + p) / (4 - p))],
            gain);
    }
}
