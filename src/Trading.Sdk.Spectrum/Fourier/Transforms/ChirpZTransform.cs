using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The z-transform at points a·w^(−k) on a spiral: X[k] = Σ x[t]·a^(−t)·w^(kt) (Rabiner, Schafer and Rader 1969), and with it spectra
/// zoomed into any band at any resolution.
/// </summary>
/// <remarks>Immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time.</remarks>
public sealed class ChirpZTransform
{
    private readonly ComplexFft fft;
    private readonly Complex[] before;
    private readonly Complex[] after;
    private readonly Complex[] kernel;
    private readonly WorkspaceSlot<Complex[]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="length">Samples, at least 1.</param>
    /// <param name="points">Points on the spiral, at least 1.</param>
    /// <param name="ratio">w, not 0: e^(−2πi/n) for the circle in n steps.</param>
    /// <param name="start">a, not 0: the first point..</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public ChirpZTransform(int length, int points, Complex ratio, Complex start)
        : this(length, points, Exponent(ratio, nameof(ratio)), Exponent(start, nameof(start)))
    {
    }

    private ChirpZTransform(int length, int points, (double Log, double Turns) ratio, (double Log, double Turns) start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        (Length, Points) = (length, points);
        fft = new ComplexFft(ComplexFft.FastLength(length + points - 1));
        before = new Complex[length];
        after = new Complex[points];
        kernel = new Complex[fft.Length];
        for (int t = 0; t < length; t++)
        {
            before[t] = Power(ratio, 0.5 * t * t) * Power(start, -t);
            if (t > 0)
            {
                kernel[fft.Length - t] = Power(ratio, -0.5 * t * t);
            }
        }

        for (int k = 0; k < points; k++)
        {
            after[k] = Power(ratio, 0.5 * k * k);
            kernel[k] = Power(ratio, -0.5 * k * k);
        }

        fft.Forward(kernel, kernel);
        workspaces = new WorkspaceSlot<Complex[]>(() => new Complex[fft.Length]);
    }

    /// <summary>Samples.</summary>
    public int Length { get; }

    /// <summary>Values of the transform.</summary>
    public int Points { get; }

    /// <summary>A transform at equally spaced frequencies of a band: first, first + (end − first)/points, … below end.</summary>
    /// <param name="length">Samples, at least 1.</param>
    /// <param name="points">Frequencies, at least 1.</param>
    /// <param name="first">First frequency, cycles per sample.</param>
    /// <param name="end">End of the band, not reached.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static ChirpZTransform Zoom(int length, int points, double first, double end)
    {
        if (!double.IsFinite(first) || !double.IsFinite(end))
        {
            throw new ArgumentOutOfRangeException(nameof(first), first, "Finite frequencies are required.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return new ChirpZTransform(length, points, (0, -(end - first) / points), (0, first));
    }

    /// <summary>Transforms a complex signal.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> values.</param>
    /// <param name="transform">Receives <see cref="Points"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<Complex> signal, Span<Complex> transform)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(transform.Length, Points, nameof(transform));
        Complex[] workspace = workspaces.Rent();
        for (int t = 0; t < Length; t++)
        {
            workspace[t] = signal[t] * before[t];
        }

        Finish(workspace, transform);
    }

    /// <summary>Transforms a real signal.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> values.</param>
    /// <param name="transform">Receives <see cref="Points"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<double> signal, Span<Complex> transform)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(transform.Length, Points, nameof(transform));
        Complex[] workspace = workspaces.Rent();
        for (int t = 0; t < Length; t++)
        {
            workspace[t] = signal[t] * before[t];
        }

        Finish(workspace, transform);
    }

    private static (double Log, double Turns) Exponent(Complex value, string name) => value == Complex.Zero || !double.IsFinite(value.Magnitude)
        ? throw new ArgumentOutOfRangeException(name, value, "A finite number other than 0 is required.")
        : (Math.Abs(value.Magnitude - 1) < 4e-16 ? 0 : Math.Log(value.Magnitude), value.Phase / (2 * Math.PI));

    private static Complex Power((double Log, double Turns) value, double exponent)
    {
        // Whole turns are dropped before the trigonometric functions see the angle.
        double product = exponent * value.Turns, rest = Math.FusedMultiplyAdd(exponent, value.Turns, -product), turns = product - Math.Round(product) + rest;
        return Complex.FromPolarCoordinates(Math.Exp(exponent * value.Log), 2 * Math.PI * turns);
    }

    private void Finish(Complex[] workspace, Span<Complex> transform)
    {
        Array.Clear(workspace, Length, workspace.Length - Length);
        fft.Forward(workspace, workspace);
        for (int k = 0; k < workspace.Length; k++)
        {
            workspace[k] *= kernel[k];
        }

        fft.Inverse(workspace, workspace);
        for (int k = 0; k < Points; k++)
        {
            transform[k] = workspace[k] * after[k];
        }

        workspaces.Return(workspace);
    }
}
