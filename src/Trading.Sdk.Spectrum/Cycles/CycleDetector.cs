using System.Numerics;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Finds dominant cycles in a series of one length and says how likely red noise alone would show them.
/// </summary>
/// <remarks>
/// <para>
/// The strongest peak of the Hann periodogram relative to the spectrum of a first-order autoregressive process is fitted as a sinusoid
/// by maximum likelihood and removed; the autoregression is fitted anew to the rest, so that the cycle itself does not pass for
/// autocorrelation, and the peak is tested against it: under the null hypothesis periodogram over noise is exponential at each
/// frequency, and the smallest p-value is corrected for all tested frequencies after Šidák. Significant cycles are removed one after the other.
/// </para>
/// <para>
/// Peaks "several times the median" or "three deviations above the mean" appear in every pure AR(1) series; a white-noise test fails
/// as soon as neighbouring samples are correlated. See Torrence and Compo 1998; Schulz and Mudelsee 2002 (REDFIT).
/// </para>
/// <para>
/// Immutable and shareable; a call allocates nothing as long as calls on one detector do not overlap in time, except where it makes a report.
/// The result describes the window as a whole; it uses no sample outside it.
/// </para>
/// </remarks>
public sealed class CycleDetector
{
    private readonly CycleOptions options;
    private readonly RealFft fft;
    private readonly double[] window;
    private readonly double[] cosines;
    private readonly double intervalFactor;
    private readonly WorkspaceSlot<Workspace> workspaces;

    /// <summary>Plans searches in series of a length.</summary>
    /// <param name="length">Samples per series, at least 16.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length or a setting is outside its range.</exception>
    public CycleDetector(int length, CycleOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 16);
        this.options = options ??= new CycleOptions();
        Require.FinitePositive(options.SamplingRate, nameof(options));
        RequireInside(options.Alpha, nameof(options));
        RequireInside(options.Confidence, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumCycles, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaximumCycles, 64, nameof(options));
        if (!(options.MinimumRepeats >= 2 && options.MinimumRepeats < length / 2))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MinimumRepeats, $"MinimumRepeats must lie in [2, {length / 2}).");
        }

        Length = length;
        fft = new RealFft(length);
        window = Window.Hann.ToArray(length, periodic: true);
        cosines = new double[fft.SpectrumLength];
        for (int k = 0; k < cosines.Length; k++)
        {
            cosines[k] = UnitRoots.Of(k, length).Real;
        }

        intervalFactor = Math.Sqrt(ChiSquaredDistribution.Quantile(options.Confidence, 1));
        workspaces = new WorkspaceSlot<Workspace>(() => new Workspace(length));
    }

    /// <summary>Samples per series.</summary>
    public int Length { get; }

    /// <summary>Finds the significant cycles.</summary>
    /// <param name="series">Exactly <see cref="Length"/> samples, oldest first, finite, not constant.</param>
    /// <exception cref="ArgumentException">The series has another length, is constant, or holds NaN or infinity.</exception>
    public CycleReport Detect(ReadOnlySpan<double> series) => Detect(series, 0);

    /// <summary>Finds the significant cycles of a series that holds white noise of known variance on top of its red noise.</summary>
    /// <param name="series">As above.</param>
    /// <param name="whiteVariance">Variance of the white noise, finite and at least 0: for counts of events their mean, for prices that of rounding and bid–ask bounce.</param>
    /// <exception cref="ArgumentException">The series is unfit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The variance is outside its range.</exception>
    public CycleReport Detect(ReadOnlySpan<double> series, double whiteVariance)
    {
        if (!(whiteVariance >= 0) || double.IsInfinity(whiteVariance))
        {
            throw new ArgumentOutOfRangeException(nameof(whiteVariance), whiteVariance, "A finite variance of at least 0 is required.");
        }

        Span<Cycle> found = new Cycle[options.MaximumCycles];
        int count = Detect(series, found, whiteVariance, out RedNoise noise);
        (int first, int last) = TestedBins(0, double.PositiveInfinity);
        return new CycleReport(found[..count].ToArray(), noise, Length, last - first + 1);
    }

    /// <summary>Finds the significant cycles without allocating.</summary>
    /// <param name="series">As for <see cref="Detect(ReadOnlySpan{double})"/>.</param>
    /// <param name="cycles">Receives the cycles, strongest against the noise first; room for MaximumCycles.</param>
    /// <param name="noise">The red noise fitted to what is left.</param>
    /// <returns>The number of cycles.</returns>
    /// <exception cref="ArgumentException">The series is unfit or the output too short.</exception>
    public int Detect(ReadOnlySpan<double> series, Span<Cycle> cycles, out RedNoise noise) => Detect(series, cycles, 0, out noise);

    private int Detect(ReadOnlySpan<double> series, Span<Cycle> cycles, double white, out RedNoise noise)
    {
        Check(series);
        Require.AtLeast(cycles.Length, options.MaximumCycles, nameof(cycles));
        Workspace workspace = workspaces.Rent();
        double variance = Prepare(series, workspace);
        (int first, int last) = TestedBins(0, double.PositiveInfinity);
        noise = Fit(workspace.Series, white, workspace);
        int count = 0;
        while (count < options.MaximumCycles)
        {
            // What rounding leaves of a pure cycle is not noise to be searched.
            if (noise.Variance <= 1e-24 * variance)
            {
                break;
            }

            Cycle cycle = Strongest(workspace, first, last, variance, white, ref noise);
            if (!(cycle.PValue <= options.Alpha))
            {
                noise = Fit(workspace.Series, white, workspace);
                break;
            }

            cycles[count++] = cycle;
            workspace.Rest.CopyTo(workspace.Series, 0);
        }

        workspaces.Return(workspace);
        return count;
    }

    /// <summary>The strongest cycle of each band and the band's share of the variance: the view across timeframes.</summary>
    /// <param name="series">As for <see cref="Detect(ReadOnlySpan{double})"/>.</param>
    /// <param name="bands">Bands in units of time.</param>
    /// <returns>One entry a band, in order.</returns>
    /// <exception cref="ArgumentException">The series is unfit or a band is not a range of periods above 0.</exception>
    public IReadOnlyList<BandCycle> DetectBands(ReadOnlySpan<double> series, IReadOnlyList<CycleBand> bands)
    {
        ArgumentNullException.ThrowIfNull(bands);
        Check(series);
        foreach (CycleBand band in bands)
        {
            if (!(band.ShortestPeriod > 0 && band.LongestPeriod >= band.ShortestPeriod))
            {
                throw new ArgumentException($"Band '{band.Name}' from {band.ShortestPeriod} to {band.LongestPeriod} is not a range of periods above 0.", nameof(bands));
            }
        }

        Workspace workspace = workspaces.Rent();
        double variance = Prepare(series, workspace);
        var result = new BandCycle[bands.Count];
        for (int i = 0; i < result.Length; i++)
        {
            CycleBand band = bands[i];
            (int first, int last) = TestedBins(1 / (band.LongestPeriod * options.SamplingRate), 1 / (band.ShortestPeriod * options.SamplingRate));
            if (first > last)
            {
                result[i] = new BandCycle(band, 0, null);
                continue;
            }

            fft.Forward(workspace.Series, workspace.Spectrum);
            double inside = 0;
            for (int k = first; k <= last; k++)
            {
                Complex value = workspace.Spectrum[k];
                inside += 2 * ((value.Real * value.Real) + (value.Imaginary * value.Imaginary));
            }

            RedNoise noise = RedNoise.FitUnchecked(workspace.Series);
            Cycle cycle = Strongest(workspace, first, last, variance, 0, ref noise);
            result[i] = new BandCycle(band, Math.Min(1, inside / ((double)Length * Length * variance)), cycle);
        }

        workspaces.Return(workspace);
        return result;
    }

    private static void RequireInside(double value, string name)
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "A value inside (0, 1) is required.");
        }
    }

    private void Check(ReadOnlySpan<double> series)
    {
        Require.Length(series.Length, Length, nameof(series));
        Require.Finite(series, nameof(series));
    }

    private double Prepare(ReadOnlySpan<double> series, Workspace workspace)
    {
        DetrendKernel.Apply(options.Detrending, series, workspace.Series);
        RedNoise fit = RedNoise.FitUnchecked(workspace.Series);
        double largest = DenseKernel.MaximumAbsolute(series);
        if (!(fit.Variance > 1e-28 * largest * largest))
        {
            workspaces.Return(workspace);
            throw new ArgumentException("The series is constant or a straight line: it has no cycles.", nameof(series));
        }

        return fit.Variance;
    }

    // Zero frequency and Nyquist carry one degree of freedom only and are never tested.
    private (int First, int Last) TestedBins(double lowest, double highest)
    {
        int first = Math.Max((int)Math.Ceiling(options.MinimumRepeats), (int)Math.Ceiling((lowest * Length) - 1e-9));
        int last = (int)Math.Min((Length - 1) / 2, Math.Floor((Math.Min(highest, 0.5) * Length) + 1e-9));
        return (first, last);
    }

    private Cycle Strongest(Workspace workspace, int first, int last, double variance, double white, ref RedNoise noise)
    {
        Whitened(workspace.Series, noise, workspace.Spectrum, workspace.Buffer, workspace.Power);
        ReadOnlySpan<double> power = workspace.Power;
        int bin = first + DenseKernel.Largest(power[first..(last + 1)]);

        double peak = power[bin] * Shape(noise, bin);
        SinusoidFit fit = workspace.Fit;
        fit.Load(workspace.Series);
        double frequency = fit.Refine((double)bin / Length);
        fit.Power(frequency, out double cosine, out double sine);
        workspace.Series.CopyTo(workspace.Rest, 0);
        fit.Subtract(workspace.Rest, frequency, cosine, sine);
        noise = Fit(workspace.Rest, white, workspace);
        double level = Whitened(workspace.Rest, noise, workspace.Spectrum, workspace.Buffer, workspace.Power);

        // Were the peak noise, the rest would miss the largest of M exponential values: ln M + γ of M on average. It is given back.
        int bins = (Length - 1) / 2;
        level *= bins / (bins - Math.Min(Math.Log(bins) + 0.5772, 0.5 * bins));
        double single = level > 0 ? Math.Exp(-peak / (Shape(noise, bin) * level)) : 0;
        double p = SignificanceTests.Sidak(single, last - first + 1);
        return Describe(frequency, cosine, sine, p, variance, noise);
    }

    private Cycle Describe(double frequency, double cosine, double sine, double p, double variance, RedNoise noise)
    {
        double amplitude = Math.Sqrt((cosine * cosine) + (sine * sine)), n = Length;
        double phase = Math.IEEERemainder((2 * Math.PI * frequency * 0.5 * (n - 1)) - Math.Atan2(sine, cosine), 2 * Math.PI);

        // Rife and Boorstyn 1974, with the noise level at the cycle's frequency in place of the white variance.
        double error = amplitude > 0 ? Math.Sqrt(24 * noise.PowerAt(frequency) / (amplitude * amplitude * n * ((n * n) - 1))) / (2 * Math.PI) : double.PositiveInfinity;
        double rate = options.SamplingRate, low = frequency - (intervalFactor * error), high = frequency + (intervalFactor * error);
        double period = 1 / (frequency * rate), untilPeak = -phase / (2 * Math.PI);
        untilPeak = (untilPeak < 0 ? untilPeak + 1 : untilPeak) * period;
        double untilTrough = untilPeak >= 0.5 * period ? untilPeak - (0.5 * period) : untilPeak + (0.5 * period);
        double power = 0.5 * amplitude * amplitude;
        return new Cycle(
            period, 1 / (high * rate), low > 0 ? 1 / (low * rate) : double.PositiveInfinity, frequency * rate, error * rate, amplitude, power,
            power / variance, phase, p, untilPeak, untilTrough);
    }

    private RedNoise Fit(ReadOnlySpan<double> series, double white, Workspace workspace)
    {
        RedNoise plain = RedNoise.FitUnchecked(series);
        if (white <= 0)
        {
            return plain;
        }

        // Hann's squares sum to 3n/8. The lowest frequencies are not those of the noise: a line was taken out.
        Whitened(series, default, workspace.Spectrum, workspace.Buffer, workspace.Power);
        int first = (int)Math.Ceiling(options.MinimumRepeats), last = (Length - 1) / 2;
        Span<double> power = workspace.Power.AsSpan(first, last - first + 1);
        for (int k = 0; k < power.Length; k++)
        {
            power[k] /= 0.375 * Length;
        }

        (double rho, double innovation) = WhittleFit.Fit(power, cosines.AsSpan(first, power.Length), white);
        return plain with { Rho = rho, Variance = white + (innovation / (1 - (rho * rho))), WhiteVariance = white };
    }

    private double Shape(RedNoise noise, int bin) => Floor(noise) + (1 / (1 - (2 * noise.Rho * cosines[bin]) + (noise.Rho * noise.Rho)));

    // White noise in units of the autoregression's shape.
    private static double Floor(RedNoise noise) =>
        noise.WhiteVariance > 0 ? noise.WhiteVariance / ((noise.Variance - noise.WhiteVariance) * (1 - (noise.Rho * noise.Rho))) : 0;

    // Periodogram over the noise's spectral shape; returns its mean over all interior bins.
    private double Whitened(ReadOnlySpan<double> series, RedNoise noise, Span<Complex> spectrum, Span<double> buffer, Span<double> power)
    {
        ElementwiseKernel.Multiply(series, window, buffer);
        fft.Forward(buffer, spectrum);
        int last = (Length - 1) / 2;
        return WhitenedPower.Compute(spectrum[..(last + 1)], cosines, noise.Rho, Floor(noise), power) / last;
    }

    private sealed class Workspace(int length)
    {
        public SinusoidFit Fit { get; } = new(length);

        public double[] Series { get; } = new double[length];

        public double[] Rest { get; } = new double[length];

        public double[] Buffer { get; } = new double[length];

        public double[] Power { get; } = new double[(length / 2) + 1];

        public Complex[] Spectrum { get; } = new Complex[(length / 2) + 1];
    }
}
