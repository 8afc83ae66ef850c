using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;

namespace Trading.Sdk;

/// <summary>How well the scores of one source could be turned into probabilities, on rows it was not fitted on.</summary>
/// <param name="Name">The source.</param>
/// <param name="Calibration">The fit; null when there was too little to fit: the source then says nothing.</param>
/// <param name="Labels">Rows with a score and an outcome.</param>
/// <param name="Brier">Mean squared error of the probabilities.</param>
/// <param name="BrierOfBaseRate">The same for the share of rises alone: a useful source lies below.</param>
public sealed record SourceCalibration(string Name, PlattScaling? Calibration, int Labels, double Brier, double BrierOfBaseRate)
{
    /// <summary>Calibrates sources on held-out rows of the past.</summary>
    /// <param name="models">Sources; they are reset before and after.</param>
    /// <param name="times">Times of the rows, nanoseconds since 1970.</param>
    /// <param name="rows">Rows of features from the first on, so that the sources are warm.</param>
    /// <param name="forwardReturns">Log return after each row over the horizon; NaN where it was not known in time.</param>
    /// <param name="heldOutFrom">First row that counts: rows before it may have been used to fit the sources.</param>
    /// <param name="instrumentId">Instrument that the signals name.</param>
    /// <param name="horizon">Nanoseconds of the horizon.</param>
    /// <param name="calibrations">One entry a source, also for those that could not be calibrated.</param>
    /// <returns>The sources that could be calibrated.</returns>
    public static IReadOnlyList<CalibratedSource> Calibrate(
        IReadOnlyList<IScoreSource> models,
        ReadOnlySpan<long> times,
        IReadOnlyList<double[]> rows,
        ReadOnlySpan<double> forwardReturns,
        int heldOutFrom,
        int instrumentId,
        long horizon,
        out IReadOnlyList<SourceCalibration> calibrations)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(forwardReturns.Length, Math.Min(times.Length, rows.Count), nameof(forwardReturns));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(heldOutFrom, forwardReturns.Length);
        var sources = new List<CalibratedSource>();
        var results = new List<SourceCalibration>();
        foreach (IScoreSource model in models)
        {
            model.Reset();
            double[] scores = new double[forwardReturns.Length];
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = model.Update(times[i], rows[i]);
            }

            model.Reset();
            ReadOnlySpan<double> heldOut = scores.AsSpan(heldOutFrom), outcomes = forwardReturns[heldOutFrom..];
            bool fitted = CalibratedSource.Calibrate(heldOut, outcomes, out PlattScaling calibration);
            results.Add(Judge(model.Name, fitted ? calibration : null, heldOut, outcomes));
            if (fitted)
            {
                sources.Add(new CalibratedSource(model, calibration, instrumentId, horizon));
            }
        }

        calibrations = results;
        return sources;
    }

    private static SourceCalibration Judge(string name, PlattScaling? calibration, ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes)
    {
        double brier = 0, rises = 0;
        int labels = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (calibration is { } fit && !double.IsNaN(scores[i]) && !double.IsNaN(outcomes[i]) && outcomes[i] != 0)
            {
                double label = outcomes[i] > 0 ? 1 : 0, error = fit.Probability(scores[i]) - label;
                brier += error * error;
                rises += label;
                labels++;
            }
        }

        double share = rises / labels;
        return new SourceCalibration(name, calibration, labels, brier / labels, share * (1 - share));
    }
}
