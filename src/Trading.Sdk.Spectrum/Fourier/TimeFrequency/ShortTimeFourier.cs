using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The short-time Fourier transform, its inverse, and spectrograms.</summary>
/// <remarks>
/// Frames lie row-major [frames × frequencies]. Frame i covers samples i·step … i·step + SegmentLength − 1 of the padded signal: a centred
/// frame reaches half a segment into the future of its time. Immutable and shareable; a call allocates only where it says so.
/// </remarks>
public sealed class ShortTimeFourier
{
    private readonly ShortTimeFourierOptions options;
    private readonly double[] window;
    private readonly RealFft fft;
    private readonly double scale;
    private readonly int step;
    private readonly WorkspaceSlot<double[]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public ShortTimeFourier(ShortTimeFourierOptions? options = null)
    {
        this.options = options ??= new ShortTimeFourierOptions();
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
        scale = options.Scaling == SpectrumScaling.Spectrum ? 1 / window.Sum() : 1 / Math.Sqrt(options.SamplingRate * window.Sum(w => w * w));
        Frequencies = [.. Enumerable.Range(0, fft.SpectrumLength).Select(k => k * options.SamplingRate / transform)];
        workspaces = new WorkspaceSlot<double[]>(() => new double[transform]);
    }

    /// <summary>The frequency of each column; not to be changed.</summary>
    public double[] Frequencies { get; }

    /// <summary>Frames of a signal.</summary>
    /// <param name="samples">Samples of the signal.</param>
    /// <exception cref="ArgumentException">The padded signal is shorter than a segment.</exception>
    public int FrameCount(int samples)
    {
        int padded = samples + (options.Padding == EdgePadding.None ? 0 : 2 * (options.SegmentLength / 2));
        if (samples < 1 || padded < options.SegmentLength)
        {
            throw new ArgumentException($"{samples} samples are too few for one segment of {options.SegmentLength}.", nameof(samples));
        }

        int beyond = padded - options.SegmentLength;
        return 1 + (options.FillLastSegment ? (beyond + step - 1) / step : beyond / step);
    }

    /// <summary>The time of each frame's middle, 0 at the first sample.</summary>
    /// <param name="samples">Samples of the signal.</param>
    /// <returns>A new array, one value a frame.</returns>
    /// <exception cref="ArgumentException">The signal is too short.</exception>
    public double[] Times(int samples)
    {
        double half = options.Padding == EdgePadding.None ? 0.5 * options.SegmentLength : (0.5 * options.SegmentLength) - (options.SegmentLength / 2) + (options.SegmentLength % 2 == 0 ? 0 : -0.5);
        return [.. Enumerable.Range(0, FrameCount(samples)).Select(i => ((i * step) + half) / options.SamplingRate)];
    }

    /// <summary>Transforms a signal.</summary>
    /// <param name="signal">Samples, oldest first, finite.</param>
    /// <param name="frames">Receives row-major [FrameCount × Frequencies].</param>
    /// <exception cref="ArgumentException">The signal is unfit or the output too short.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<Complex> frames)
    {
        Require.Finite(signal, nameof(signal));
        int count = FrameCount(signal.Length), pad = options.Padding == EdgePadding.None ? 0 : options.SegmentLength / 2;
        if (options.Padding is EdgePadding.Even or EdgePadding.Odd && signal.Length <= pad)
        {
            throw new ArgumentException($"Mirrored padding of half a segment needs more than {pad} samples, not {signal.Length}.", nameof(signal));
        }

        Require.AtLeast(frames.Length, checked(count * fft.SpectrumLength), nameof(frames));
        double[] workspace = workspaces.Rent();
        Span<double> segment = workspace.AsSpan(0, window.Length);
        for (int frame = 0; frame < count; frame++)
        {
            int start = (frame * step) - pad;
            for (int i = 0; i < segment.Length; i++)
            {
                segment[i] = At(signal, start + i, pad);
            }

            DetrendKernel.Apply(options.Detrending, segment, segment);
            for (int i = 0; i < segment.Length; i++)
            {
                segment[i] *= window[i];
            }

            workspace.AsSpan(segment.Length).Clear();
            Span<Complex> row = frames.Slice(frame * fft.SpectrumLength, fft.SpectrumLength);
            fft.Forward(workspace, row);
            for (int k = 0; k < row.Length; k++)
            {
                row[k] *= scale;
            }
        }

        workspaces.Return(workspace);
    }

    /// <summary>The power spectrogram |X|², doubled for both signs of the frequency: for density scaling the units of a periodogram.</summary>
    /// <param name="signal">As for <see cref="Forward"/>.</param>
    /// <returns>A new array, row-major [FrameCount × Frequencies].</returns>
    /// <exception cref="ArgumentException">The signal is unfit.</exception>
    public double[] Power(ReadOnlySpan<double> signal)
    {
        int columns = fft.SpectrumLength;
        var frames = new Complex[FrameCount(signal.Length) * columns];
        Forward(signal, frames);
        var power = new double[frames.Length];
        for (int i = 0; i < power.Length; i++)
        {
            int k = i % columns;
            double both = k == 0 || (fft.Length % 2 == 0 && k == columns - 1) ? 1 : 2;
            power[i] = both * ((frames[i].Real * frames[i].Real) + (frames[i].Imaginary * frames[i].Imaginary));
        }

        return power;
    }

    /// <summary>The signal of a transform by weighted overlap-add (Griffin and Lim 1984).</summary>
    /// <param name="frames">Row-major [frames × Frequencies].</param>
    /// <returns>A new array: all samples that the frames cover, without the padding.</returns>
    /// <exception cref="ArgumentException">The frames are not whole rows, or the windows leave samples uncovered.</exception>
    public double[] Inverse(ReadOnlySpan<Complex> frames)
    {
        int columns = fft.SpectrumLength, count = Math.DivRem(frames.Length, columns, out int rest);
        if (rest != 0 || count == 0)
        {
            throw new ArgumentException($"{frames.Length} values are not whole frames of {columns}.", nameof(frames));
        }

        int length = window.Length + ((count - 1) * step), pad = options.Padding == EdgePadding.None ? 0 : window.Length / 2;
        var sum = new double[length];
        var norm = new double[length];
        double[] workspace = workspaces.Rent();
        for (int frame = 0; frame < count; frame++)
        {
            fft.Inverse(frames.Slice(frame * columns, columns), workspace);
            for (int i = 0; i < window.Length; i++)
            {
                sum[(frame * step) + i] += workspace[i] * window[i];
                norm[(frame * step) + i] += window[i] * window[i];
            }
        }

        workspaces.Return(workspace);
        var signal = new double[length - (2 * pad)];
        for (int i = 0; i < signal.Length; i++)
        {
            double weight = norm[i + pad];
            signal[i] = weight > 1e-10
                ? sum[i + pad] / scale / weight
                : throw new ArgumentException($"No window covers sample {i}: this window and overlap cannot be inverted.", nameof(frames));
        }

        return signal;
    }

    private double At(ReadOnlySpan<double> x, int index, int pad)
    {
        int n = x.Length;
        if ((uint)index < (uint)n)
        {
            return x[index];
        }

        if (index >= n + pad)
        {
            return 0;
        }

        return options.Padding switch
        {
            EdgePadding.Even => index < 0 ? x[-index] : x[(2 * (n - 1)) - index],
            EdgePadding.Odd => index < 0 ? (2 * x[0]) - x[-index] : (2 * x[n - 1]) - x[(2 * (n - 1)) - index],
            EdgePadding.Constant => index < 0 ? x[0] : x[n - 1],
            _ => 0,
        };
    }
}
