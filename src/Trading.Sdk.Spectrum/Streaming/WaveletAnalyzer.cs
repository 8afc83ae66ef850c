namespace Trading.Sdk.Spectrum;

/// <summary>Energies per scale, a denoised last value and a local period, sample by sample.</summary>
/// <remarks>
/// The undecimated transform with filters that look back only: V_j[t] = Σ g[l]/√2·V_{j−1}[t − 2^{j−1}·l], D_j = V_{j−1} − V_j, so that the sample
/// is always V_L + Σ D_j exactly. Before the first sample the series counts as constant. Causal: no output ever changes by what comes later.
/// O(levels × taps) a push, which allocates nothing. Not thread-safe.
/// </remarks>
public sealed class WaveletAnalyzer
{
    private readonly double[] filter;
    private readonly double[][] history;
    private readonly double[] details;
    private readonly double[] energies;
    private readonly double[] gains;
    private readonly double decay;
    private readonly double threshold;
    private readonly SampleGate gate;
    private readonly long warmUp;
    private double meanSize;
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

        if (options.Levels is < 1 or > 16 || !(options.Memory >= 2) || !(options.Threshold >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "Levels must lie in 1…16, Memory be at least 2, Threshold at least 0.");
        }

        Levels = options.Levels;
        filter = [.. options.Wavelet.ReconstructionLow.Select(v => v * Math.Sqrt(0.5))];
        history = new double[Levels][];
        for (int j = 0; j < Levels; j++)
        {
            history[j] = new double[((filter.Length - 1) << j) + 1];
        }

        (details, energies, gains) = (new double[Levels], new double[Levels], Gains());
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

        meanSize += (1 - decay) / weight * (Math.Abs(details[0]) - meanSize);
        count++;

        // E|N(0, σ²)| = σ·√(2/π).
        double sigma = meanSize * 1.2533141373155003 / gains[0], denoised = smooth, total = 0, centre = 0;
        int dominant = 0;
        for (int j = 0; j < Levels; j++)
        {
            // Breiman's garrote: soft shrinkage at every level would flatten strong cycles.
            double limit = threshold * sigma * gains[j], detail = details[j];
            denoised += Math.Abs(detail) > limit ? detail - (limit * limit / detail) : 0;
            total += energies[j];
            centre += energies[j] * (j + 1.5);
            dominant = energies[j] > (dominant == 0 ? 0 : energies[dominant - 1]) ? j + 1 : dominant;
        }

        return report = new WaveletReport(count, count >= warmUp, denoised, smooth, sigma, dominant, total > 0 ? Math.Pow(2, centre / total) : 0);
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
        (meanSize, weight, count, report) = (0, 0, 0, default);
    }

    // Deviation of each level's details for white noise of deviation 1: the norm of the level's impulse response.
    private double[] Gains()
    {
        var result = new double[Levels];
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

            double squares = 0;
            for (int i = 0; i < next.Length; i++)
            {
                double d = (i < response.Length ? response[i] : 0) - next[i];
                squares += d * d;
            }

            result[j] = Math.Sqrt(squares);
            response = next;
        }

        return result;
    }
}
