namespace Trading.Sdk.Spectrum;

/// <summary>A digital filter as a chain of second-order sections, the form that stays accurate at any order. Immutable.</summary>
public sealed class SecondOrderSections
{
    private readonly double[][] sections;

    /// <summary>Makes a chain.</summary>
    /// <param name="sections">Rows b0, b1, b2, 1, a1, a2; at least one; copied.</param>
    /// <exception cref="ArgumentException">There is no row, or a row is not six finite numbers with the fourth 1.</exception>
    public SecondOrderSections(IReadOnlyList<double[]> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        Require.AtLeast(sections.Count, 1, nameof(sections));
        foreach (double[] section in sections)
        {
            Require.Length(section.Length, 6, nameof(sections));
            Require.Finite(section, nameof(sections));
            if (section[3] != 1)
            {
                throw new ArgumentException($"The fourth number of a section must be 1, not {section[3]}.", nameof(sections));
            }
        }

        this.sections = [.. sections.Select(s => (double[])s.Clone())];
    }

    /// <summary>Number of sections.</summary>
    public int Count => sections.Length;

    /// <summary>Numbers of state: two a section.</summary>
    public int StateLength => 2 * sections.Length;

    /// <summary>The coefficients b0, b1, b2, 1, a1, a2 of a section.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such section.</exception>
    public ReadOnlySpan<double> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, sections.Length);
            return sections[index];
        }
    }

    /// <summary>The state after an endless input of 1: filtering that starts with this state times the first sample has no jump.</summary>
    /// <returns>A new array of <see cref="StateLength"/> numbers.</returns>
    public double[] SteadyState()
    {
        var state = new double[StateLength];
        double level = 1;
        for (int i = 0; i < sections.Length; i++)
        {
            double[] s = sections[i];
            double gain = (s[0] + s[1] + s[2]) / (1 + s[4] + s[5]);
            state[2 * i] = level * (gain - s[0]);
            state[(2 * i) + 1] = level * (s[2] - (s[5] * gain));
            level *= gain;
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
        ReadOnlySpan<double> input = signal;
        for (int i = 0; i < sections.Length; i++)
        {
            double[] s = sections[i];
            double b0 = s[0], b1 = s[1], b2 = s[2], a1 = s[4], a2 = s[5], z0 = state[2 * i], z1 = state[(2 * i) + 1];
            for (int t = 0; t < input.Length; t++)
            {
                double x = input[t], y = (b0 * x) + z0;
                z0 = (b1 * x) - (a1 * y) + z1;
                z1 = (b2 * x) - (a2 * y);
                output[t] = y;
            }

            (state[2 * i], state[(2 * i) + 1]) = (z0, z1);
            input = output[..signal.Length];
        }
    }

    /// <summary>Filters forwards and backwards: no phase shift, twice the attenuation. Not causal: every value depends on later samples.</summary>
    /// <param name="signal">Samples, oldest first, finite, more than the extension.</param>
    /// <param name="extension">What is put at the ends. Default odd.</param>
    /// <param name="extensionLength">How many samples; null is three times the filter's taps. Default null.</param>
    /// <returns>A new array as long as the signal.</returns>
    /// <exception cref="ArgumentException">The signal is too short or not finite.</exception>
    public double[] FilterZeroPhase(ReadOnlySpan<double> signal, EdgeExtension extension = EdgeExtension.Odd, int? extensionLength = null)
    {
        Require.AtLeast(signal.Length, 1, nameof(signal));
        Require.Finite(signal, nameof(signal));
        int taps = (2 * sections.Length) + 1 - Math.Min(sections.Count(s => s[2] == 0), sections.Count(s => s[5] == 0));
        int count = extension == EdgeExtension.None ? 0 : extensionLength ?? (3 * taps);
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
