namespace Trading.Sdk.Spectrum;

/// <summary>Cycles of the last n samples, sample by sample.</summary>
/// <remarks>Causal: a report depends on samples so far only. A push allocates nothing. Not thread-safe.</remarks>
public sealed class FourierAnalyzer
{
    private readonly FourierAnalyzerOptions options;
    private readonly SlidingWindow window;
    private readonly SampleGate gate;
    private readonly CycleDetector detector;
    private readonly Cycle[] cycles;
    private FourierReport report;
    private int untilAnalysis;

    /// <summary>Starts with an empty window.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public FourierAnalyzer(FourierAnalyzerOptions? options = null)
    {
        this.options = options ??= new FourierAnalyzerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hop, 1, nameof(options));
        detector = new CycleDetector(options.WindowLength, options.Cycles);
        window = new SlidingWindow(options.WindowLength);
        gate = new SampleGate(options.Missing);
        cycles = new Cycle[options.Cycles.MaximumCycles];
    }

    /// <summary>The significant cycles of the last analysis, strongest first.</summary>
    public ReadOnlySpan<Cycle> Cycles => cycles.AsSpan(0, report.CycleCount);

    /// <summary>Samples that were missing so far.</summary>
    public long MissingSamples => gate.Missing;

    /// <summary>Takes the next sample.</summary>
    /// <param name="sample">Next value of the series.</param>
    /// <returns>The state after it. A window that is constant has no cycles.</returns>
    /// <exception cref="ArgumentException">The sample is not finite and the policy rejects that.</exception>
    public FourierReport Push(double sample)
    {
        switch (gate.Admit(ref sample))
        {
            case SampleGate.Verdict.Ignore:
                return report = report with { IsFresh = false };
            case SampleGate.Verdict.Restart:
                return Restart();
        }

        window.Push(sample);
        if (!window.IsFull)
        {
            return report = new FourierReport(window.Count, false, false, 0, default, 0, 0);
        }

        if (--untilAnalysis > 0)
        {
            return report = report with { Samples = window.Count, IsFresh = false };
        }

        untilAnalysis = options.Hop;
        if (IsStraight(window.Span))
        {
            return report = new FourierReport(window.Count, true, true, 0, default, 0, 0);
        }

        int count = detector.Detect(window.Span, cycles, out RedNoise noise);
        return report = new FourierReport(window.Count, true, true, count, count > 0 ? cycles[0] : default, noise.Rho, noise.Variance);
    }

    /// <summary>Says that samples are missing between the last and the next one; the policy decides what that means.</summary>
    /// <param name="samples">How many, at least 1.</param>
    /// <returns>The state after the gap.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="ArgumentException">The policy rejects missing samples.</exception>
    public FourierReport PushGap(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        for (int i = 0; i < samples; i++)
        {
            Push(double.NaN);
        }

        return report;
    }

    /// <summary>Empties the window.</summary>
    public void Reset()
    {
        gate.Reset();
        Restart();
    }

    // A line, even a rough one after rounding, is no series to search: every second difference vanishes against the values.
    private static bool IsStraight(ReadOnlySpan<double> x)
    {
        for (int i = 2; i < x.Length; i++)
        {
            double bend = x[i] - (2 * x[i - 1]) + x[i - 2];
            if (Math.Abs(bend) > 1e-11 * (Math.Abs(x[i]) + Math.Abs(x[i - 1]) + Math.Abs(x[i - 2])))
            {
                return false;
            }
        }

        return true;
    }

    private FourierReport Restart()
    {
        window.Clear();
        untilAnalysis = 0;
        return report = default;
    }
}
