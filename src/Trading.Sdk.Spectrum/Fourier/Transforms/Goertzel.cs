using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The Fourier sum at one frequency, sample by sample: Σ x[t]·e^(−2πi·f·t), in constant memory.</summary>
/// <remarks>
/// What Goertzel's filter computes, by a rotating phasor instead of his recurrence, whose error grows with the square of the length near
/// frequency 0. The phasor starts afresh every 256 samples. Causal. Not thread-safe.
/// </remarks>
public sealed class Goertzel
{
    private readonly double frequency;
    private readonly Complex turn;
    private Complex phasor = Complex.One;
    private double sumRe;
    private double sumIm;

    /// <summary>Starts an empty sum.</summary>
    /// <param name="frequency">Cycles per sample, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is not finite.</exception>
    public Goertzel(double frequency)
    {
        if (!double.IsFinite(frequency))
        {
            throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "A finite frequency is required.");
        }

        this.frequency = frequency;
        turn = At(1);
    }

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>The sum so far.</summary>
    public Complex Value => new(sumRe, sumIm);

    /// <summary>The sum over a whole signal.</summary>
    /// <param name="signal">Samples, oldest first; empty gives 0.</param>
    /// <param name="frequency">Cycles per sample, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is not finite.</exception>
    public static Complex Compute(ReadOnlySpan<double> signal, double frequency)
    {
        var sum = new Goertzel(frequency);
        foreach (double x in signal)
        {
            sum.Push(x);
        }

        return sum.Value;
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">Next sample; NaN propagates.</param>
    public void Push(double sample)
    {
        if ((Count & 255) == 0)
        {
            phasor = At(Count);
        }

        sumRe += sample * phasor.Real;
        sumIm += sample * phasor.Imaginary;
        phasor *= turn;
        Count++;
    }

    /// <summary>Empties the sum.</summary>
    public void Reset() => (Count, sumRe, sumIm) = (0, 0, 0);

    private Complex At(long t)
    {
        double product = t * frequency, rest = Math.FusedMultiplyAdd(t, frequency, -product), turns = product - Math.Round(product) + rest;
        (double sin, double cos) = Math.SinCos(-2 * Math.PI * turns);
        return new Complex(cos, sin);
    }
}
