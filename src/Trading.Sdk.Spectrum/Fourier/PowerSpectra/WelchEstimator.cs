using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Power spectra, cross spectra and coherence by averaging the windowed transforms of overlapping segments (Welch 1967).
/// </summary>
/// <remarks>
/// The plan is immutable and may be shared by threads; a call allocates nothing as long as calls on one plan do not overlap in time.
/// One-sided: every bin but the first and, for even transform lengths, the last is doubled.
/// </remarks>
public sealed class WelchEstimator
{
    private readonly double[] window;
    private readonly double scale;
    private readonly RealFft fft;
    private readonly int step;
    private readonly PowerSpectrumOptions options;
    private readonly WorkspaceSlot<Workspace> workspaces;

    /// <summary>Plans estimates.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public WelchEstimator(PowerSpectrumOptions? options = null)
    {
        this.options = options ??= new PowerSpectrumOptions();
        Require.FinitePositive(options.SamplingRate, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SegmentLength, 1, nameof(options));
        int overlap = options.Overlap ?? (options.SegmentLength / 2), transform = options.TransformLength ?? options.SegmentLength;
        if (overlap < 0 || overlap >= options.SegmentLength)
        {
            throw new ArgumentOutOfRangeException(nameof(options), overlap, $"Overlap must lie in 0…{options.SegmentLength - 1}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(transform, options.SegmentLength, nameof(options));
        window = options.Window.ToArray(options.SegmentLength, periodic: true);
        step = options.SegmentLength - overlap;
        fft = new RealFft(transform);
        double squares = 0, sum = 0;
        foreach (double w in window)
        {
            squares += w * w;
            sum += w;
        }

        scale = options.Scaling == SpectrumScaling.Density ? 1 / (options.SamplingRate * squares) : 1 / (sum * sum);
        Frequencies = new double[fft.SpectrumLength];
        for (int k = 0; k < Frequencies.Length; k++)
        {
            Frequencies[k] = k * options.SamplingRate / transform;
        }

        workspaces = new WorkspaceSlot<Workspace>(() => new Workspace(transform));
    }

    /// <summary>Values per spectrum.</summary>
    public int SpectrumLength => fft.SpectrumLength;

    /// <summary>The frequency of each bin; not to be changed.</summary>
    public double[] Frequencies { get; }

    /// <summary>Segments that fit into a signal.</summary>
    /// <param name="samples">Samples of the signal.</param>
    /// <exception cref="ArgumentException">The signal is shorter than a segment.</exception>
    public int SegmentCount(int samples)
    {
        if (samples < options.SegmentLength)
        {
            throw new ArgumentException($"{samples} samples are fewer than one segment of {options.SegmentLength}; choose a shorter segment.", nameof(samples));
        }

        return ((samples - options.SegmentLength) / step) + 1;
    }

    /// <summary>The effective degrees of freedom of the averaged spectrum of a signal: 2K reduced by the overlap's correlation (Welch 1967).</summary>
    /// <param name="samples">Samples of the signal, at least one segment.</param>
    /// <exception cref="ArgumentException">The signal is shorter than a segment.</exception>
    public double DegreesOfFreedom(int samples)
    {
        int segments = SegmentCount(samples);
        double squares = 0, sum = 0;
        foreach (double w in window)
        {
            squares += w * w;
        }

        for (int lag = 1; lag < segments && lag * step < window.Length; lag++)
        {
            double correlation = 0;
            for (int i = lag * step; i < window.Length; i++)
            {
                correlation += window[i] * window[i - (lag * step)];
            }

            double c = correlation / squares;
            sum += (1 - ((double)lag / segments)) * c * c;
        }

        return 2.0 * segments / (1 + (2 * sum));
    }

    /// <summary>The power spectrum as a new result.</summary>
    /// <param name="signal">Samples, oldest first, finite, at least one segment; a rest shorter than a step is not used.</param>
    /// <exception cref="ArgumentException">The signal is too short or holds NaN or infinity.</exception>
    public PowerSpectrum Estimate(ReadOnlySpan<double> signal)
    {
        var power = new double[SpectrumLength];
        Power(signal, power);
        return new PowerSpectrum(Frequencies, power, options.Scaling, options.SamplingRate, SegmentCount(signal.Length));
    }

    /// <summary>The power spectrum.</summary>
    /// <param name="signal">As for <see cref="Estimate"/>.</param>
    /// <param name="power">Receives <see cref="SpectrumLength"/> values.</param>
    /// <exception cref="ArgumentException">The signal is too short or holds NaN or infinity, or the output is too short.</exception>
    public void Power(ReadOnlySpan<double> signal, Span<double> power)
    {
        int segments = Check(signal, nameof(signal));
        Require.AtLeast(power.Length, SpectrumLength, nameof(power));
        power = power[..SpectrumLength];
        Workspace workspace = workspaces.Rent();
        if (options.Averaging == SegmentAveraging.Median)
        {
            Span<double> all = workspace.Rows(segments * SpectrumLength);
            for (int s = 0; s < segments; s++)
            {
                Transform(signal, s, workspace.Segment, workspace.First);
                Span<double> row = all.Slice(s * SpectrumLength, SpectrumLength);
                row.Clear();
                SpectrumSums.AddPower(workspace.First, row);
            }

            Medians(all, segments, SpectrumLength, power, workspace.Column(segments));
            Scale(power, 1);
        }
        else
        {
            power.Clear();
            for (int s = 0; s < segments; s++)
            {
                Transform(signal, s, workspace.Segment, workspace.First);
                SpectrumSums.AddPower(workspace.First, power);
            }

            Scale(power, 1.0 / segments);
        }

        workspaces.Return(workspace);
    }

    /// <summary>The cross spectrum conj(X)·Y.</summary>
    /// <param name="x">First signal, as for <see cref="Estimate"/>.</param>
    /// <param name="y">Second signal, of the same length.</param>
    /// <param name="cross">Receives <see cref="SpectrumLength"/> values; its angle is the phase by which y leads x.</param>
    /// <exception cref="ArgumentException">A signal is unfit, the lengths differ, or the output is too short.</exception>
    public void Cross(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<Complex> cross)
    {
        int segments = CheckPair(x, y);
        Require.AtLeast(cross.Length, SpectrumLength, nameof(cross));
        cross = cross[..SpectrumLength];
        Workspace workspace = workspaces.Rent();
        if (options.Averaging == SegmentAveraging.Median)
        {
            Span<double> all = workspace.Rows(2 * segments * SpectrumLength);
            Span<double> re = all[..(segments * SpectrumLength)], im = all[(segments * SpectrumLength)..];
            for (int s = 0; s < segments; s++)
            {
                Transform(x, s, workspace.Segment, workspace.First);
                Transform(y, s, workspace.Segment, workspace.Second);
                for (int k = 0; k < SpectrumLength; k++)
                {
                    Complex value = Complex.Conjugate(workspace.First[k]) * workspace.Second[k];
                    re[(s * SpectrumLength) + k] = value.Real;
                    im[(s * SpectrumLength) + k] = value.Imaginary;
                }
            }

            Span<double> median = workspace.Medians(2 * SpectrumLength);
            Medians(re, segments, SpectrumLength, median[..SpectrumLength], workspace.Column(segments));
            Medians(im, segments, SpectrumLength, median[SpectrumLength..], workspace.Column(segments));
            for (int k = 0; k < SpectrumLength; k++)
            {
                cross[k] = new Complex(median[k], median[SpectrumLength + k]) * OneSided(k);
            }
        }
        else
        {
            cross.Clear();
            for (int s = 0; s < segments; s++)
            {
                Transform(x, s, workspace.Segment, workspace.First);
                Transform(y, s, workspace.Segment, workspace.Second);
                SpectrumSums.AddCross(workspace.First, workspace.Second, cross);
            }

            for (int k = 0; k < SpectrumLength; k++)
            {
                cross[k] *= OneSided(k) / segments;
            }
        }

        workspaces.Return(workspace);
    }

    /// <summary>The magnitude-squared coherence |Pxy|²/(Pxx·Pyy), in [0, 1]; always 1 for a single segment, 0 where a power is 0. Averages by the mean.</summary>
    /// <param name="x">First signal.</param>
    /// <param name="y">Second signal, of the same length.</param>
    /// <param name="coherence">Receives <see cref="SpectrumLength"/> values.</param>
    /// <exception cref="ArgumentException">A signal is unfit, the lengths differ, or the output is too short.</exception>
    public void Coherence(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> coherence)
    {
        int segments = CheckPair(x, y);
        Require.AtLeast(coherence.Length, SpectrumLength, nameof(coherence));
        Workspace workspace = workspaces.Rent();
        Span<double> rows = workspace.Rows(2 * SpectrumLength);
        Span<double> xx = rows[..SpectrumLength], yy = rows[SpectrumLength..];
        Span<Complex> xy = workspace.Cross;
        rows.Clear();
        xy.Clear();
        for (int s = 0; s < segments; s++)
        {
            Transform(x, s, workspace.Segment, workspace.First);
            Transform(y, s, workspace.Segment, workspace.Second);
            SpectrumSums.AddPower(workspace.First, xx);
            SpectrumSums.AddPower(workspace.Second, yy);
            SpectrumSums.AddCross(workspace.First, workspace.Second, xy);
        }

        for (int k = 0; k < SpectrumLength; k++)
        {
            double product = xx[k] * yy[k];
            coherence[k] = product > 0 ? ((xy[k].Real * xy[k].Real) + (xy[k].Imaginary * xy[k].Imaginary)) / product : 0;
        }

        workspaces.Return(workspace);
    }

    /// <summary>1 / the factor that the median of n χ² values with two degrees of freedom falls short of their mean: 1 + Σ (1/(2i+1) − 1/(2i)).</summary>
    internal static double MedianBias(int n)
    {
        double bias = 1;
        for (int i = 1; i <= (n - 1) / 2; i++)
        {
            bias += (1.0 / ((2 * i) + 1)) - (1.0 / (2 * i));
        }

        return bias;
    }

    private static void Medians(ReadOnlySpan<double> rows, int count, int width, Span<double> median, Span<double> column)
    {
        double bias = MedianBias(count);
        for (int k = 0; k < width; k++)
        {
            for (int s = 0; s < count; s++)
            {
                column[s] = rows[(s * width) + k];
            }

            column.Sort();
            median[k] = (count % 2 == 1 ? column[count / 2] : 0.5 * (column[(count / 2) - 1] + column[count / 2])) / bias;
        }
    }

    private double OneSided(int k) => k == 0 || (fft.Length % 2 == 0 && k == SpectrumLength - 1) ? scale : 2 * scale;

    private void Scale(Span<double> power, double factor)
    {
        double first = power[0] * factor * OneSided(0), last = power[^1] * factor * OneSided(SpectrumLength - 1), inner = 2 * scale * factor;
        for (int k = 0; k < power.Length; k++)
        {
            power[k] *= inner;
        }

        power[^1] = last;
        power[0] = first;
    }

    private void Transform(ReadOnlySpan<double> signal, int segment, Span<double> buffer, Span<Complex> spectrum)
    {
        Span<double> part = buffer[..window.Length];
        DetrendKernel.Apply(options.Detrending, signal.Slice(segment * step, window.Length), part);
        int i = 0;
        for (; i <= part.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(part[i..]) * new Vector<double>(window, i)).CopyTo(part[i..]);
        }

        for (; i < part.Length; i++)
        {
            part[i] *= window[i];
        }

        fft.Forward(buffer, spectrum);
    }

    private int Check(ReadOnlySpan<double> signal, string name)
    {
        if (signal.Length < options.SegmentLength)
        {
            throw new ArgumentException($"{signal.Length} samples are fewer than one segment of {options.SegmentLength}; choose a shorter segment.", name);
        }

        Require.Finite(signal, name);
        return SegmentCount(signal.Length);
    }

    private int CheckPair(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int segments = Check(x, nameof(x));
        Require.Length(y.Length, x.Length, nameof(y));
        Require.Finite(y, nameof(y));
        return segments;
    }

    private sealed class Workspace(int transform)
    {
        private double[] rows = [];
        private double[] medians = [];
        private double[] column = [];

        public double[] Segment { get; } = new double[transform];

        public Complex[] First { get; } = new Complex[(transform / 2) + 1];

        public Complex[] Second { get; } = new Complex[(transform / 2) + 1];

        public Complex[] Cross { get; } = new Complex[(transform / 2) + 1];

        public Span<double> Rows(int count) => Grown(ref rows, count);

        public Span<double> Medians(int count) => Grown(ref medians, count);

        public Span<double> Column(int count) => Grown(ref column, count);

        private static Span<double> Grown(ref double[] array, int count)
        {
            if (array.Length < count)
            {
                array = new double[count];
            }

            return array.AsSpan(0, count);
        }
    }
}
