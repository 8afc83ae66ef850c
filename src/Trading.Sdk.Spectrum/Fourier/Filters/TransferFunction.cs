namespace Trading.Sdk.Spectrum;

/// <summary>A digital filter as a ratio of polynomials in z⁻¹: a[0]·y[t] = Σ b[i]·x[t−i] − Σ a[i]·y[t−i]. Immutable.</summary>
public sealed class TransferFunction
{
    private readonly double[] b;
    private readonly double[] a;

    /// <summary>Makes a filter; the coefficients are divided by the first denominator coefficient.</summary>
    /// <param name="numerator">b, at least one, finite.</param>
    /// <param name="denominator">a, at least one, finite, the first not 0; [1] for a finite filter.</param>
    /// <exception cref="ArgumentException">A polynomial is empty, holds NaN or infinity, or a[0] is 0.</exception>
    public TransferFunction(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator)
    {
        Require.AtLeast(numerator.Length, 1, nameof(numerator));
        Require.AtLeast(denominator.Length, 1, nameof(denominator));
        Require.Finite(numerator, nameof(numerator));
        Require.Finite(denominator, nameof(denominator));
        if (denominator[0] == 0)
        {
            throw new ArgumentException("The first coefficient must not be 0.", nameof(denominator));
        }

        int order = Math.Max(numerator.Length, denominator.Length);
        b = new double[order];
        a = new double[order];
        for (int i = 0; i < order; i++)
        {
            b[i] = i < numerator.Length ? numerator[i] / denominator[0] : 0;
            a[i] = i < denominator.Length ? denominator[i] / denominator[0] : 0;
        }

        Numerator = b.AsMemory(0, numerator.Length);
        Denominator = a.AsMemory(0, denominator.Length);
    }

    /// <summary>b, with a[0] = 1.</summary>
    public ReadOnlyMemory<double> Numerator { get; }

    /// <summary>a, with a[0] = 1.</summary>
    public ReadOnlyMemory<double> Denominator { get; }

    /// <summary>Numbers of state: the larger degree.</summary>
    public int StateLength => b.Length - 1;

    /// <summary>The state in which the filter stands after an endless input of 1.</summary>
    /// <returns>A new array of <see cref="StateLength"/> numbers.</returns>
    /// <exception cref="InvalidOperationException">The filter has a pole at z = 1 and no steady state.</exception>
    public double[] SteadyState()
    {
        var state = new double[StateLength];
        if (state.Length == 0)
        {
            return state;
        }

        double sumA = a.Sum(), sumB = 0;
        if (sumA == 0)
        {
            throw new InvalidOperationException("A filter with a pole at z = 1 has no steady state.");
        }

        for (int i = 1; i < b.Length; i++)
        {
            sumB += b[i] - (a[i] * b[0]);
        }

        // Transposed form II at rest: state[k] = Σ_{i>k} (b[i] − a[i]·gain).
        state[0] = sumB / sumA;
        double denominator = 1, numerator = 0;
        for (int k = 1; k < state.Length; k++)
        {
            denominator += a[k];
            numerator += b[k] - (a[k] * b[0]);
            state[k] = (denominator * state[0]) - numerator;
        }

        return state;
    }

    /// <summary>Filters causally: output at t depends on samples up to t alone. May go on where a previous call ended.</summary>
    /// <param name="signal">Samples, oldest first; NaN propagates.</param>
    /// <param name="output">Receives as many; may be the signal itself.</param>
    /// <param name="state"><see cref="StateLength"/> numbers, read and replaced; zeros at first.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Filter(ReadOnlySpan<double> signal, Span<double> output, Span<double> state)
    {
        Require.AtLeast(output.Length, signal.Length, nameof(output));
        Require.Length(state.Length, StateLength, nameof(state));
        int order = state.Length;
        for (int t = 0; t < signal.Length; t++)
        {
            double x = signal[t];
            if (order == 0)
            {
                output[t] = b[0] * x;
                continue;
            }

            double y = (b[0] * x) + state[0];
            for (int i = 1; i < order; i++)
            {
                state[i - 1] = state[i] + (b[i] * x) - (a[i] * y);
            }

            state[order - 1] = (b[order] * x) - (a[order] * y);
            output[t] = y;
        }
    }

    /// <summary>Filters forwards and backwards: no phase shift, twice the attenuation. Not causal: every value depends on later samples.</summary>
    /// <param name="signal">Samples, oldest first, finite, more than the extension.</param>
    /// <param name="extension">What is put at the ends. Default odd.</param>
    /// <param name="extensionLength">How many samples; null is three times the filter's length. Default null.</param>
    /// <returns>A new array as long as the signal.</returns>
    /// <exception cref="ArgumentException">The signal is too short or not finite.</exception>
    public double[] FilterZeroPhase(ReadOnlySpan<double> signal, EdgeExtension extension = EdgeExtension.Odd, int? extensionLength = null)
    {
        Require.AtLeast(signal.Length, 1, nameof(signal));
        Require.Finite(signal, nameof(signal));
        int count = extension == EdgeExtension.None ? 0 : extensionLength ?? (3 * b.Length);
        double[] y = ZeroPhase.Extend(signal, extension, count), rest = SteadyState();
        var state = new double[StateLength];
        for (int direction = 0; direction < 2; direction++)
        {
            for (int i = 0; i < state.Length; i++)
            {
                state[i] = rest[i] * y[0];
            }

            Filter(y, y, state);
            Array.Reverse(y);
        }

        return y[count..(count + signal.Length)];
    }
}
