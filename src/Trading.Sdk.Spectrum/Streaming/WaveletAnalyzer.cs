namespace Trading.Sdk.Spectrum;

/// <summary>Energies per scale, a denoised last value and a local period, sample by sample.</summary>
/// <remarks>
/// The undecimated transform with filters that look back only: V_j[t] = Σ g[l]/√2·V_{j−1}[t − 2^{j−1}·l], D_j = V_{j−1} − V_j, so that the sample
/// is always V_L + Σ D_j exactly. Before the first sample the series counts as constant. Causal: no output ever changes by what comes later.
/// The denoised value is the best linear estimate from all levels together, learned from the stream itself, for white noise on a slower signal;
/// of what it would take away beyond the threshold (a jump) it takes away as much less as Breiman's garrote says.
/// O(levels × taps + levels³) a push, which allocates nothing. Not thread-safe.
/// </remarks>
public sealed class WaveletAnalyzer
{
    private readonly double[] filter;
    private readonly double[][] history;
    private readonly double[] details;
    private readonly double[] energies;
    private readonly LevelShrinkage shrinkage;
    private readonly NoiseLevel noise = new();
    private readonly double? knownNoise;
    private readonly double decay;
    private readonly double threshold;
    private readonly SampleGate gate;
    private readonly long warmUp;
    private double weight;
    private long count;
    private WaveletReport report;

    /// <summary>Starts empty.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The wavelet is not orthogonal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public WaveletAnalyzer(WaveletAnalyzerOptions? options = null)
    {
        options ??= new WaveletAnalyzerOptions();
        if (!options.Wavelet.IsOrthogonal)
        {
            throw new ArgumentException($"An orthogonal wavelet is required, not {options.Wavelet.Name}.", nameof(options));
        }

        if (options.Levels is < 1 or > 16 || !(options.Memory >= 2) || double.IsInfinity(options.Memory) || !(options.Threshold >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"Levels must lie in 1…16, Memory be a finite number of at least 2, Threshold at least 0, not {options.Levels}, {options.Memory} and {options.Threshold}.");
        }

        if (options.NoiseDeviation is { } deviation)
        {
            Require.FinitePositive(deviation, nameof(options));
        }

        Levels = options.Levels;
        filter = [.. options.Wavelet.ReconstructionLow.Select(v => v * Math.Sqrt(0.5))];
        history = new double[Levels][];
        for (int j = 0; j < Levels; j++)
        {
            history[j] = new double[((filter.Length - 1) << j) + 1];
        }

        (details, energies, shrinkage, knownNoise) = (new double[Levels], new double[Levels], new LevelShrinkage(Responses()), options.NoiseDeviation);
        decay = 1 - (1 / options.Memory);
        threshold = options.Threshold;
        gate = new SampleGate(options.Missing);
        warmUp = (((1L << Levels) - 1) * (filter.Length - 1)) + 1;
    }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>The details D_1 … D_L at the last sample.</summary>
    public ReadOnlySpan<double> Details => details;

    /// <summary>The remembered mean square of the details of each level.</summary>
    public ReadOnlySpan<double> Energies => energies;

    /// <summary>Samples that were missing so far.</summary>
    public long MissingSamples => gate.Missing;

    /// <summary>Takes the next sample.</summary>
    /// <param name="sample">Next value of the series.</param>
    /// <exception cref="ArgumentException">The sample is not finite and the policy rejects that.</exception>
    public WaveletReport Push(double sample)
    {
        switch (gate.Admit(ref sample))
        {
            case SampleGate.Verdict.Ignore:
                return report;
            case SampleGate.Verdict.Restart:
                Restart();
                return report;
        }

        if (count == 0)
        {
            foreach (double[] ring in history)
            {
                Array.Fill(ring, sample);
            }
        }

        double smooth = sample;
        weight = (decay * weight) + (1 - decay);
        for (int j = 0; j < Levels; j++)
        {
            double[] ring = history[j];
            int at = (int)(count % ring.Length);
            ring[at] = smooth;
            double next = 0;
            for (int l = 0; l < filter.Length; l++)
            {
                next += filter[l] * ring[at];
                at -= 1 << j;
                at = at < 0 ? at + ring.Length : at;
            }

            double detail = smooth - next;
            details[j] = detail;
            energies[j] += (1 - decay) / weight * ((detail * detail) - energies[j]);
            smooth = next;
        }

        noise.Push(sample, decay);
        shrinkage.Update(details, (1 - decay) / weight);
        count++;
        return report = Describe(sample, smooth);
    }

    /// <summary>Says that samples are missing between the last and the next one; the policy decides what that means.</summary>
    /// <param name="samples">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="ArgumentException">The policy rejects missing samples.</exception>
    public WaveletReport PushGap(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        for (int i = 0; i < samples; i++)
        {
            Push(double.NaN);
        }

        return report;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        gate.Reset();
        Restart();
    }

    private void Restart()
    {
        Array.Clear(details);
        Array.Clear(energies);
        noise.Clear();
        shrinkage.Clear();
        (weight, count, report) = (0, 0, default);
    }

    private WaveletReport Describe(double sample, double trend)
    {
        double total = 0, centre = 0;
        int dominant = 0;
        for (int j = 0; j < Levels; j++)
        {
            total += energies[j];
            centre += energies[j] * (j + 1.5);
            dominant = energies[j] > (dominant == 0 ? 0 : energies[dominant - 1]) ? j + 1 : dominant;
        }

        // Until the noise has been seen a few times over, the sample stands for itself.
        double sigma = knownNoise ?? noise.Deviation, removed = 0;
        if (sigma > 0 && count > 16 + Levels)
        {
            removed = shrinkage.NoisePart(details, sigma * sigma, weight / (1 - decay));
            double limit = threshold * sigma;
            removed = Math.Abs(removed) > limit ? limit * limit / removed : removed;
        }

        return new WaveletReport(count, count >= warmUp, sample - removed, trend, sigma, dominant, total > 0 ? Math.Pow(2, centre / total) : 0);
    }

    // Each level's details for a single 1: the difference of neighbouring smooths' responses.
    private double[][] Responses()
    {
        var result = new double[Levels][];
        double[] response = [1];
        for (int j = 0; j < Levels; j++)
        {
            var next = new double[response.Length + ((filter.Length - 1) << j)];
            for (int l = 0; l < filter.Length; l++)
            {
                for (int i = 0; i < response.Length; i++)
                {
                    next[i + (l << j)] += filter[l] * response[i];
                }
            }

            result[j] = [.. next.Select((value, i) => (i < response.Length ? response[i] : 0) - value)];
            response = next;
        }

        return result;
    }
}
