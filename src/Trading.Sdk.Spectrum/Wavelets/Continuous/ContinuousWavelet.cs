using System.Globalization;
using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>A wavelet given by a function: Morlet, Mexican hat, derivatives of Gaussians, complex Morlet, Shannon, B-spline. Immutable.</summary>
public sealed class ContinuousWavelet
{
    private readonly Func<double, Complex> function;

    private ContinuousWavelet(string name, double reach, bool isComplex, Func<double, Complex> function)
    {
        (Name, Reach, IsComplex, this.function) = (name, reach, isComplex, function);
        CentralFrequency = Peak();
    }

    /// <summary>The wavelet's name.</summary>
    public string Name { get; }

    /// <summary>The function counts as 0 beyond ± this time.</summary>
    public double Reach { get; }

    /// <summary>Whether it has an imaginary part, and so a phase.</summary>
    public bool IsComplex { get; }

    /// <summary>Frequency of its spectrum's maximum at scale 1, in cycles per sample, on the grid that its reach resolves (1/(2·reach)).</summary>
    public double CentralFrequency { get; }

    /// <summary>The Mexican hat: the negative second derivative of a Gaussian.</summary>
    public static ContinuousWavelet MexicanHat { get; } = new("mexh", 8, false, t => (1 - (t * t)) * Math.Exp(-0.5 * t * t) * 2 / (Math.Sqrt(3) * Math.Pow(Math.PI, 0.25)));

    /// <summary>The real Morlet wavelet cos(5t)·exp(−t²/2).</summary>
    public static ContinuousWavelet Morlet { get; } = new("morl", 8, false, t => Math.Cos(5 * t) * Math.Exp(-0.5 * t * t));

    /// <summary>exp(2πi·c·t)·exp(−t²/b)/√(πb).</summary>
    /// <param name="bandwidth">b, above 0.</param>
    /// <param name="center">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a finite number above 0.</exception>
    public static ContinuousWavelet ComplexMorlet(double bandwidth, double center)
    {
        Require.FinitePositive(bandwidth);
        Require.FinitePositive(center);
        return new($"cmor{bandwidth}-{center}", 8, true, t => Complex.FromPolarCoordinates(Math.Exp(-t * t / bandwidth) / Math.Sqrt(Math.PI * bandwidth), 2 * Math.PI * center * t));
    }

    /// <summary>√b·sinc(b·t)·exp(2πi·c·t).</summary>
    /// <param name="bandwidth">b, above 0.</param>
    /// <param name="center">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a finite number above 0.</exception>
    public static ContinuousWavelet Shannon(double bandwidth, double center) => BSplineNamed($"shan{bandwidth}-{center}", 1, bandwidth, center);

    /// <summary>√b·sinc(b·t/m)^m·exp(2πi·c·t).</summary>
    /// <param name="order">m, at least 1.</param>
    /// <param name="bandwidth">b, above 0.</param>
    /// <param name="center">c, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static ContinuousWavelet BSpline(int order, double bandwidth, double center) => BSplineNamed($"fbsp{order}-{bandwidth}-{center}", order, bandwidth, center);

    /// <summary>The normalised derivative of order p of exp(−t²), with the customary sign.</summary>
    /// <param name="order">p, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is outside its range.</exception>
    public static ContinuousWavelet GaussianDerivative(int order)
    {
        CheckDerivative(order);
        Complex[] polynomial = Derivative(order, 0);
        double norm = Math.Sqrt(Math.PI / 2);
        for (int i = 1; i < 2 * order; i += 2)
        {
            norm *= i;
        }

        double scale = (order % 4 < 2 ? 1 : -1) / Math.Sqrt(norm);
        return new($"gaus{order}", 5, false, t => Polynomial(polynomial, t) * scale * Math.Exp(-t * t));
    }

    /// <summary>The normalised derivative of order p of exp(−it)·exp(−t²).</summary>
    /// <param name="order">p, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is outside its range.</exception>
    public static ContinuousWavelet ComplexGaussianDerivative(int order)
    {
        CheckDerivative(order);
        Complex[] polynomial = Derivative(order, 1);
        double before = 1, moment = 1;
        for (int k = 2; k <= 2 * order; k++)
        {
            (before, moment) = (moment, moment + ((k - 1) * before));
        }

        double scale = 1 / Math.Sqrt(Math.Sqrt(Math.PI / 2) * moment);
        return new($"cgau{order}", 5, true, t => Polynomial(polynomial, t) * Complex.FromPolarCoordinates(scale * Math.Exp(-t * t), -t));
    }

    /// <summary>The wavelet of a name: mexh, morl, gaus1…8, cgau1…8, cmorB-C, shanB-C, fbspM-B-C.</summary>
    /// <param name="name">Name with its parameters, as "cmor1.5-1.0".</param>
    /// <exception cref="ArgumentException">There is no wavelet of that name.</exception>
    public static ContinuousWavelet Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string family = name.Length >= 4 ? name[..4] : name, rest = name.Length > 4 ? name[4..] : "";
        string[] parts = rest.Split('-', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[parts.Length];
        bool numeric = true;
        for (int i = 0; i < parts.Length; i++)
        {
            numeric &= double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        }

        return (family, numeric ? numbers.Length : -1) switch
        {
            ("mexh", 0) => MexicanHat,
            ("morl", 0) => Morlet,
            ("gaus", 1) => GaussianDerivative((int)numbers[0]),
            ("cgau", 1) => ComplexGaussianDerivative((int)numbers[0]),
            ("cmor", 2) => ComplexMorlet(numbers[0], numbers[1]),
            ("cmor", 0) => ComplexMorlet(1, 0.5),
            ("shan", 2) => Shannon(numbers[0], numbers[1]),
            ("shan", 0) => Shannon(0.5, 1),
            ("fbsp", 3) => BSpline((int)numbers[0], numbers[1], numbers[2]),
            ("fbsp", 0) => BSpline(2, 1, 0.5),
            _ => throw new ArgumentException($"There is no wavelet '{name}'; known are mexh, morl, gaus1…8, cgau1…8, cmorB-C, shanB-C, fbspM-B-C.", nameof(name)),
        };
    }

    /// <summary>The function's value.</summary>
    /// <param name="time">Time in samples at scale 1.</param>
    public Complex At(double time) => function(time);

    private static ContinuousWavelet BSplineNamed(string name, int order, double bandwidth, double center)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        Require.FinitePositive(bandwidth);
        Require.FinitePositive(center);
        return new(name, 20, true, t =>
        {
            double u = Math.PI * bandwidth * t / order, sinc = u == 0 ? 1 : Math.Sin(u) / u;
            return Math.Sqrt(bandwidth) * Math.Pow(sinc, order) * Complex.FromPolarCoordinates(1, 2 * Math.PI * center * t);
        });
    }

    private static void CheckDerivative(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 8);
    }

    // q with d^p/dt^p e^(−iωt − t²) = q(t)·e^(−iωt − t²): each step q' − (iω + 2t)·q.
    private static Complex[] Derivative(int order, double omega)
    {
        Complex[] q = [1];
        for (int step = 0; step < order; step++)
        {
            var next = new Complex[q.Length + 1];
            for (int i = 0; i < q.Length; i++)
            {
                next[i] -= new Complex(0, omega) * q[i];
                next[i + 1] -= 2 * q[i];
                if (i > 0)
                {
                    next[i - 1] += i * q[i];
                }
            }

            q = next;
        }

        return q;
    }

    private static Complex Polynomial(Complex[] coefficients, double t)
    {
        Complex sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * t) + coefficients[i];
        }

        return sum;
    }

    private double Peak()
    {
        const int Count = 256;
        var values = new Complex[Count];
        for (int i = 0; i < Count; i++)
        {
            values[i] = function((2 * Reach * i / (Count - 1)) - Reach);
        }

        new ComplexFft(Count).Forward(values, values);
        int best = 1;
        for (int k = 2; k < Count; k++)
        {
            // Equal magnitudes of mirrored frequencies differ by rounding only: the first counts.
            best = values[k].Magnitude > values[best].Magnitude * (1 + 1e-10) ? k : best;
        }

        int turns = best + 1 > Count / 2 ? Count - best : best;
        return turns / (2 * Reach);
    }
}
