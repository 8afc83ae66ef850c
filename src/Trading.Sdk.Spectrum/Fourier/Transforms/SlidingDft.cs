using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The spectrum of the last n samples after every sample, in O(bins) per sample.</summary>
/// <remarks>
/// Each bin is a sum of samples times fixed roots of unity (the modulated form of Duda 2010, which multiplies no state and so cannot
/// become unstable). Beside it a fresh sum is built; after every n samples it replaces the running one, so that rounding errors live for
/// at most n samples. Causal. Not thread-safe. A push allocates nothing.
/// </remarks>
public sealed class SlidingDft
{
    private readonly double[] ring;
    private readonly double[] rootRe;
    private readonly double[] rootIm;
    private readonly double[] re;
    private readonly double[] im;
    private readonly double[] freshRe;
    private readonly double[] freshIm;
    private int place;

    /// <summary>Starts with a window full of zeros.</summary>
    /// <param name="length">Window in samples, at least 2.</param>
    /// <param name="bins">Bins from zero frequency on, 1 to length/2 + 1; null is all. Default null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public SlidingDft(int length, int? bins = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        int count = bins ?? ((length / 2) + 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(bins));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (length / 2) + 1, nameof(bins));
        ring = new double[length];
        rootRe = new double[length];
        rootIm = new double[length];
        for (int k = 0; k < length; k++)
        {
            Complex root = UnitRoots.Of(-k, length);
            (rootRe[k], rootIm[k]) = (root.Real, root.Imaginary);
        }

        (re, im, freshRe, freshIm) = (new double[count], new double[count], new double[count], new double[count]);
    }

    /// <summary>Window in samples.</summary>
    public int Length => ring.Length;

    /// <summary>Number of bins.</summary>
    public int Bins => re.Length;

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the window holds samples only.</summary>
    public bool IsWarm => Count >= ring.Length;

    /// <summary>Moves the window by one sample.</summary>
    /// <param name="sample">Next sample, finite.</param>
    /// <exception cref="ArgumentException">The sample is NaN or infinite: it would never leave the sums.</exception>
    public void Push(double sample)
    {
        if (!double.IsFinite(sample))
        {
            throw new ArgumentException($"A finite sample is required, not {sample}.", nameof(sample));
        }

        double change = sample - ring[place];
        ring[place] = sample;
        int root = 0, length = ring.Length;
        for (int k = 0; k < re.Length; k++)
        {
            double c = rootRe[root], s = rootIm[root];
            re[k] += change * c;
            im[k] += change * s;
            freshRe[k] += sample * c;
            freshIm[k] += sample * s;
            root += place;
            root = root >= length ? root - length : root;
        }

        Count++;
        if (++place == length)
        {
            place = 0;
            freshRe.CopyTo(re, 0);
            freshIm.CopyTo(im, 0);
            Array.Clear(freshRe);
            Array.Clear(freshIm);
        }
    }

    /// <summary>The spectrum of the window, its oldest sample as time 0.</summary>
    /// <param name="spectrum">Receives <see cref="Bins"/> values.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public void Spectrum(Span<Complex> spectrum)
    {
        Require.AtLeast(spectrum.Length, Bins, nameof(spectrum));
        int root = 0;
        for (int k = 0; k < re.Length; k++)
        {
            // The sums count time from the start of the ring; the conjugate root brings the oldest sample to time 0.
            double c = rootRe[root], s = -rootIm[root];
            spectrum[k] = new Complex((re[k] * c) - (im[k] * s), (re[k] * s) + (im[k] * c));
            root += place;
            root = root >= ring.Length ? root - ring.Length : root;
        }
    }

    /// <summary>Empties the window.</summary>
    public void Reset()
    {
        Array.Clear(ring);
        Array.Clear(re);
        Array.Clear(im);
        Array.Clear(freshRe);
        Array.Clear(freshIm);
        (place, Count) = (0, 0);
    }
}
