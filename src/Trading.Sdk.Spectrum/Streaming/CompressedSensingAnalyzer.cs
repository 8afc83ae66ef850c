namespace Trading.Sdk.Spectrum;

/// <summary>Sparse codes of the last window and an anomaly score calibrated to p-values, sample by sample.</summary>
/// <remarks>Causal: a report depends on samples so far and on the calibration only. A push allocates nothing. Not thread-safe.</remarks>
public sealed class CompressedSensingAnalyzer
{
    private readonly ReconstructionAnomalyDetector detector;
    private readonly SlidingWindow window;
    private readonly SampleGate gate;
    private readonly double level;
    private CompressedSensingReport report;

    /// <summary>Starts with an empty window.</summary>
    /// <param name="detector">A calibrated detector; its window length is the analyzer's.</param>
    /// <param name="level">A p-value at or below this is an anomaly, inside (0, 1). Default 0.01.</param>
    /// <param name="missing">What happens to NaN and infinity. Default rejection.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not inside (0, 1), or lies below the smallest p-value that the calibration can give.</exception>
    public CompressedSensingAnalyzer(ReconstructionAnomalyDetector detector, double level = 0.01, MissingSamplePolicy missing = MissingSamplePolicy.Reject)
    {
        ArgumentNullException.ThrowIfNull(detector);
        if (!(level > 0 && level < 1) || level < 1.0 / (1 + detector.CalibrationCount))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"A level inside (0, 1) and at least 1/{1 + detector.CalibrationCount} is required: {detector.CalibrationCount} calibration windows give no smaller p-value.");
        }

        (this.detector, this.level, window, gate) = (detector, level, new SlidingWindow(detector.Length), new SampleGate(missing));
    }

    /// <summary>Samples that were missing so far.</summary>
    public long MissingSamples => gate.Missing;

    /// <summary>Takes the next sample.</summary>
    /// <param name="sample">Next value of the series.</param>
    /// <exception cref="ArgumentException">The sample is not finite and the policy rejects that.</exception>
    public CompressedSensingReport Push(double sample)
    {
        switch (gate.Admit(ref sample))
        {
            case SampleGate.Verdict.Ignore:
                return report;
            case SampleGate.Verdict.Restart:
                window.Clear();
                return report = default;
        }

        window.Push(sample);
        if (!window.IsFull)
        {
            return report = new CompressedSensingReport(window.Count, false, 0, 1, false);
        }

        double score = detector.Score(window.Span), p = detector.PValue(score);
        return report = new CompressedSensingReport(window.Count, true, score, p, p <= level);
    }

    /// <summary>Says that samples are missing between the last and the next one; the policy decides what that means.</summary>
    /// <param name="samples">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="ArgumentException">The policy rejects missing samples.</exception>
    public CompressedSensingReport PushGap(int samples)
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
        window.Clear();
        report = default;
    }
}
