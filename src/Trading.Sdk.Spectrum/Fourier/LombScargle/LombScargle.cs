namespace Trading.Sdk.Spectrum;

/// <summary>
/// Least-squares spectra of samples at uneven times (Lomb 1976; Scargle 1982; Zechmeister and Kürster 2009): weights, floating mean,
/// several harmonics, and the false-alarm probability of the highest peak.
/// </summary>
/// <remarks>Exact sums, O(samples) a frequency. Immutable and thread-safe.</remarks>
public sealed class LombScargle
{
    private readonly double[] times;
    private readonly double[] values;
    private readonly double[] weights;
    private readonly double reference;
    private readonly double weightSum;
    private readonly LombScargleOptions options;

    /// <summary>Takes the data.</summary>
    /// <param name="times">Times of the samples, finite, not falling, at least 3; copied.</param>
    /// <param name="values">As many values, finite, not constant; copied.</param>
    /// <param name="errors">Standard errors of the values, above 0; empty weighs all alike.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The data are unfit: too few, of different lengths, not finite, times that fall, or values that are all equal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public LombScargle(ReadOnlySpan<double> times, ReadOnlySpan<double> values, ReadOnlySpan<double> errors = default, LombScargleOptions? options = null)
    {
        this.options = options ??= new LombScargleOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Terms, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Terms, 16, nameof(options));
        Require.AtLeast(times.Length, 3, nameof(times));
        Require.Length(values.Length, times.Length, nameof(values));
        Require.Finite(times, nameof(times));
        Require.Finite(values, nameof(values));
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                throw new ArgumentException($"Time {i} ({times[i]}) lies before the time ahead of it ({times[i - 1]}); times must not fall.", nameof(times));
            }
        }

        this.times = times.ToArray();
        this.values = values.ToArray();
        weights = new double[times.Length];
        if (errors.IsEmpty)
        {
            Array.Fill(weights, 1);
        }
        else
        {
            Require.Length(errors.Length, times.Length, nameof(errors));
            for (int i = 0; i < errors.Length; i++)
            {
                if (!(errors[i] > 0) || !double.IsFinite(errors[i]))
                {
                    throw new ArgumentException($"Error {i} is {errors[i]}; errors must be finite and above 0.", nameof(errors));
                }

                weights[i] = 1 / (errors[i] * errors[i]);
            }
        }

        weightSum = weights.Sum();
        double mean = 0;
        for (int i = 0; i < values.Length; i++)
        {
            mean += weights[i] / weightSum * values[i];
        }

        for (int i = 0; i < values.Length; i++)
        {
            this.values[i] -= options.CenterData || options.FitMean ? mean : 0;
            reference += weights[i] * this.values[i] * this.values[i];
        }

        if (!(reference > 0))
        {
            throw new ArgumentException("The values are all equal: they have no spectrum.", nameof(values));
        }
    }

    /// <summary>The periodogram at given frequencies.</summary>
    /// <param name="frequencies">Cycles per unit of time, finite, above 0.</param>
    /// <param name="power">Receives as many values.</param>
    /// <exception cref="ArgumentException">A frequency is not finite or not above 0, or the output is too short.</exception>
    public void Power(ReadOnlySpan<double> frequencies, Span<double> power)
    {
        Require.AtLeast(power.Length, frequencies.Length, nameof(power));
        for (int i = 0; i < frequencies.Length; i++)
        {
            if (!(frequencies[i] > 0) || !double.IsFinite(frequencies[i]))
            {
                throw new ArgumentException($"Frequency {i} is {frequencies[i]}; frequencies must be finite and above 0.", nameof(frequencies));
            }

            power[i] = Scale(Explained(frequencies[i]) / reference);
        }
    }

    /// <summary>The probability that noise alone gives a peak as high anywhere up to a frequency; for one harmonic.</summary>
    /// <param name="peak">Height of the highest peak, in this periodogram's normalisation.</param>
    /// <param name="maximumFrequency">Highest frequency searched, above 0.</param>
    /// <param name="method">How the number of frequencies is accounted for. Default Baluev.</param>
    /// <returns>In [0, 1]; Davies' bound may exceed 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is not a finite number above 0.</exception>
    /// <exception cref="InvalidOperationException">Several harmonics are fitted: no formula is known.</exception>
    public double FalseAlarmProbability(double peak, double maximumFrequency, FalseAlarmMethod method = FalseAlarmMethod.Baluev)
    {
        Require.FinitePositive(maximumFrequency);
        if (options.Terms != 1)
        {
            throw new InvalidOperationException("False-alarm probabilities are known for one harmonic only.");
        }

        int n = times.Length, free = n - 1, rest = n - 3;
        double single = options.Normalization switch
        {
            LombScargleNormalization.Standard => Math.Pow(1 - peak, 0.5 * rest),
            LombScargleNormalization.Model => Math.Pow(1 + peak, -0.5 * rest),
            LombScargleNormalization.Logarithm => Math.Exp(-0.5 * rest * peak),
            _ => Math.Exp(-peak),
        };
        if (method == FalseAlarmMethod.Independent)
        {
            double count = maximumFrequency * (times[^1] - times[0]);
            return OneMinusPower(single, count);
        }

        // Baluev 2008, eqs. 6–9: the expected number of upcrossings of the level.
        double mean = 0, square = 0;
        for (int i = 0; i < n; i++)
        {
            mean += weights[i] / weightSum * times[i];
            square += weights[i] / weightSum * times[i] * times[i];
        }

        double width = maximumFrequency * Math.Sqrt(4 * Math.PI * (square - (mean * mean)));
        double tau = options.Normalization switch
        {
            LombScargleNormalization.Standard => GammaRatio(free) * width * Math.Pow(1 - peak, 0.5 * (rest - 1)) * Math.Sqrt(0.5 * free * peak),
            LombScargleNormalization.Model => GammaRatio(rest) * width * Math.Pow(1 + peak, -0.5 * rest) * Math.Sqrt(0.5 * free * peak),
            LombScargleNormalization.Logarithm => GammaRatio(rest) * width * Math.Exp(-0.5 * peak * (rest - 0.5)) * Math.Sqrt(rest * Math.Sinh(0.5 * peak)),
            _ => width * Math.Exp(-peak) * Math.Sqrt(peak),
        };
        return method == FalseAlarmMethod.Davies ? single + tau : OneMinusExp(tau) + (single * Math.Exp(-tau));
    }

    private static double GammaRatio(double n) => Math.Sqrt(2 / n) * Math.Exp(SpecialFunctions.LogGamma(0.5 * n) - SpecialFunctions.LogGamma(0.5 * (n - 1)));

    private static double OneMinusExp(double tau) => tau < 1e-5 ? tau - (0.5 * tau * tau) : 1 - Math.Exp(-tau);

    private static double OneMinusPower(double p, double count) => p < 1e-8 ? OneMinusExp(count * p) : 1 - Math.Pow(1 - p, count);

    private double Scale(double share)
    {
        share = Math.Clamp(share, 0, 1);
        return options.Normalization switch
        {
            LombScargleNormalization.Standard => share,
            LombScargleNormalization.Model => share / (1 - share),
            LombScargleNormalization.Logarithm => -Math.Log(1 - share),
            _ => 0.5 * share * reference,
        };
    }

    // Weighted sum of squares that the harmonics (and the constant) explain: bᵀA⁻¹b of the normal equations.
    private double Explained(double frequency)
    {
        int terms = options.Terms, constant = options.FitMean ? 1 : 0, size = (2 * terms) + constant;
        Span<double> basis = stackalloc double[size], right = stackalloc double[size], matrix = stackalloc double[size * size];
        right.Clear();
        matrix.Clear();
        for (int i = 0; i < times.Length; i++)
        {
            double turns = frequency * (times[i] - times[0]);
            (double sin, double cos) = Math.SinCos(2 * Math.PI * (turns - Math.Round(turns)));
            if (constant == 1)
            {
                basis[0] = 1;
            }

            double c = cos, s = sin;
            for (int k = 0; k < terms; k++)
            {
                basis[constant + (2 * k)] = c;
                basis[constant + (2 * k) + 1] = s;
                (c, s) = ((c * cos) - (s * sin), (s * cos) + (c * sin));
            }

            double w = weights[i], wy = w * values[i];
            for (int a = 0; a < size; a++)
            {
                right[a] += wy * basis[a];
                double wa = w * basis[a];
                for (int b = 0; b <= a; b++)
                {
                    matrix[(a * size) + b] += wa * basis[b];
                }
            }
        }

        return QuadraticForm(matrix, right, size);
    }

    // Cholesky; a direction without energy (as the sine at half the rate) explains nothing.
    private double QuadraticForm(Span<double> matrix, Span<double> right, int size)
    {
        double sum = 0;
        for (int j = 0; j < size; j++)
        {
            double pivot = matrix[(j * size) + j], value = right[j];
            for (int k = 0; k < j; k++)
            {
                double l = matrix[(j * size) + k];
                pivot -= l * l;
                value -= l * right[k];
            }

            bool empty = !(pivot > 1e-13 * weightSum);
            double root = empty ? 0 : 1 / Math.Sqrt(pivot);
            right[j] = value * root;
            sum += right[j] * right[j];
            for (int i = j + 1; i < size; i++)
            {
                double entry = matrix[(i * size) + j];
                for (int k = 0; k < j; k++)
                {
                    entry -= matrix[(i * size) + k] * matrix[(j * size) + k];
                }

                matrix[(i * size) + j] = entry * root;
            }
        }

        return sum;
    }
}
