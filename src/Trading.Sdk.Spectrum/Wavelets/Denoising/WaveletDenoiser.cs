using Trading.Sdk.Statistics;

namespace Trading.Sdk.Spectrum;

/// <summary>Removes noise from signals of one length by shrinking the details of their wavelet transform.</summary>
/// <remarks>
/// The noise deviation is the median size of the finest details over 0.6745 (Donoho and Johnstone 1994). The approximation is never changed.
/// Not causal: every output sample depends on samples after it; do not feed a backtest with it.
/// Immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time.
/// </remarks>
public sealed class WaveletDenoiser
{
    private readonly DenoisingOptions options;
    private readonly WaveletTransform transform;
    private readonly WorkspaceSlot<double[][]> workspaces;

    /// <summary>Plans the denoising of signals of a length.</summary>
    /// <param name="length">Samples per signal, at least 2.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length or a setting is outside its range.</exception>
    public WaveletDenoiser(int length, DenoisingOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        this.options = options ??= new DenoisingOptions();
        if (options.NoiseDeviation is { } deviation)
        {
            Require.FinitePositive(deviation, nameof(options));
        }

        if (!(options.FalseDiscoveryRate > 0 && options.FalseDiscoveryRate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.FalseDiscoveryRate, "FalseDiscoveryRate must lie inside (0, 1).");
        }

        int levels = options.Levels ?? Math.Clamp(options.Wavelet.MaximumLevel(length), 1, 5);
        transform = new WaveletTransform(options.Wavelet, length, levels, options.Extension);
        workspaces = new WorkspaceSlot<double[][]>(() => [new double[transform.CoefficientLength], new double[transform.CoefficientLength], new double[levels + 1]]);
    }

    /// <summary>Samples per signal.</summary>
    public int Length => transform.Length;

    /// <summary>Levels of the transform.</summary>
    public int Levels => transform.Levels;

    /// <summary>The denoised signal.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples, finite.</param>
    /// <param name="denoised">Receives as many samples; may be the signal itself.</param>
    /// <exception cref="ArgumentException">The signal is unfit or the output too short.</exception>
    public void Denoise(ReadOnlySpan<double> signal, Span<double> denoised)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(denoised.Length, Length, nameof(denoised));
        Require.Finite(signal, nameof(signal));
        double[][] workspace = workspaces.Rent();
        double[] coefficients = workspace[0], thresholds = workspace[2];
        transform.Forward(signal, coefficients);
        Thresholds(coefficients, thresholds, workspace[1]);
        for (int level = 1; level <= Levels; level++)
        {
            Span<double> details = coefficients.AsSpan(transform.Detail(level));
            if (double.IsPositiveInfinity(thresholds[level]))
            {
                details.Clear();
            }
            else
            {
                Thresholding.Apply(options.Shrinkage, details, thresholds[level]);
            }
        }

        transform.Inverse(coefficients, denoised);
        workspaces.Return(workspace);
    }

    /// <summary>The threshold of each level, finest first; infinity kills a level.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples, finite.</param>
    /// <returns>A new array of <see cref="Levels"/> thresholds.</returns>
    /// <exception cref="ArgumentException">The signal is unfit.</exception>
    public double[] Thresholds(ReadOnlySpan<double> signal)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        var coefficients = new double[transform.CoefficientLength];
        var thresholds = new double[Levels + 1];
        transform.Forward(signal, coefficients);
        Thresholds(coefficients, thresholds, new double[coefficients.Length]);
        return thresholds[1..];
    }

    /// <summary>The noise deviation estimated from the finest details: median |d| / 0.6745.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples, finite.</param>
    /// <exception cref="ArgumentException">The signal is unfit.</exception>
    public double NoiseDeviation(ReadOnlySpan<double> signal)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        var coefficients = new double[transform.CoefficientLength];
        transform.Forward(signal, coefficients);
        return Deviation(coefficients.AsSpan(transform.Detail(1)), new double[coefficients.Length]);
    }

    private static double Deviation(ReadOnlySpan<double> details, Span<double> scratch) =>
        OrderStatistics.MedianDistance(details, 0, scratch) / OrderStatistics.MedianOfAbsoluteNormal;

    private void Thresholds(ReadOnlySpan<double> coefficients, Span<double> thresholds, Span<double> scratch)
    {
        double finest = options.NoiseDeviation ?? Deviation(coefficients[transform.Detail(1)], scratch);
        for (int level = 1; level <= Levels; level++)
        {
            ReadOnlySpan<double> details = coefficients[transform.Detail(level)];
            double sigma = level > 1 && options.NoisePerLevel && options.NoiseDeviation is null ? Deviation(details, scratch) : finest;
            thresholds[level] = sigma == 0 ? 0 : options.Rule switch
            {
                ThresholdRule.Universal => sigma * Math.Sqrt(2 * Math.Log(Length)),
                ThresholdRule.Minimax => Length <= 32 ? 0 : sigma * (0.3936 + (0.1829 * Math.Log2(Length))),
                ThresholdRule.Sure => Sure(details, sigma, scratch[..details.Length]),
                ThresholdRule.Bayes => Bayes(details, sigma),
                _ => Discovery(details, sigma, options.FalseDiscoveryRate, scratch[..details.Length]),
            };
        }
    }

    private static double Sure(ReadOnlySpan<double> details, double sigma, Span<double> squares)
    {
        int n = details.Length;
        for (int i = 0; i < n; i++)
        {
            double d = details[i] / sigma;
            squares[i] = d * d;
        }

        squares.Sort();
        double sum = 0, best = double.PositiveInfinity, at = 0;
        for (int k = 1; k <= n; k++)
        {
            double a = squares[k - 1];
            sum += a;
            double risk = n - (2.0 * k) + sum + ((n - k) * a);
            if (risk < best)
            {
                (best, at) = (risk, a);
            }
        }

        return sigma * Math.Sqrt(at);
    }

    private static double Bayes(ReadOnlySpan<double> details, double sigma)
    {
        double squares = 0, largest = 0;
        foreach (double d in details)
        {
            squares += d * d;
            largest = Math.Max(largest, Math.Abs(d));
        }

        double signal = Math.Sqrt(Math.Max((squares / details.Length) - (sigma * sigma), 0));
        return signal > 0 ? sigma * sigma / signal : largest;
    }

    private static double Discovery(ReadOnlySpan<double> details, double sigma, double rate, Span<double> sizes)
    {
        int n = details.Length;
        for (int i = 0; i < n; i++)
        {
            sizes[i] = Math.Abs(details[i]) / sigma;
        }

        sizes.Sort();
        for (int rank = n; rank >= 1; rank--)
        {
            double size = sizes[n - rank];
            if (ChiSquaredDistribution.Survival(size * size, 1) <= rate * rank / n)
            {
                return sigma * size;
            }
        }

        return double.PositiveInfinity;
    }
}
