using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The analytic signal x + i·H(x) by the Fourier method (Marple 1999): envelope and instantaneous phase.</summary>
/// <remarks>Not causal: every value depends on the whole signal, which counts as periodic.</remarks>
public sealed class AnalyticSignal
{
    private readonly ComplexFft fft;

    /// <summary>Plans transforms of a length.</summary>
    /// <param name="length">Samples, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public AnalyticSignal(int length) => fft = new ComplexFft(length);

    /// <summary>Samples.</summary>
    public int Length => fft.Length;

    /// <summary>The analytic signal; its real part is the signal.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples.</param>
    /// <param name="analytic">Receives as many values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<double> signal, Span<Complex> analytic)
    {
        int n = Length;
        Require.Length(signal.Length, n, nameof(signal));
        Require.AtLeast(analytic.Length, n, nameof(analytic));
        analytic = analytic[..n];
        for (int i = 0; i < n; i++)
        {
            analytic[i] = signal[i];
        }

        fft.Forward(analytic, analytic);
        for (int k = 1; k < n; k++)
        {
            analytic[k] = 2 * k < n ? 2 * analytic[k] : 2 * k == n ? analytic[k] : Complex.Zero;
        }

        fft.Inverse(analytic, analytic);
    }
}
