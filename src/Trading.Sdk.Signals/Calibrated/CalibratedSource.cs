using Trading.Sdk.Statistics;

namespace Trading.Sdk.Signals;

/// <summary>Turns the scores of a source into calibrated probabilities of a rise over a horizon.</summary>
public sealed class CalibratedSource : ISignalSource
{
    private readonly IScoreSource source;
    private readonly PlattScaling calibration;
    private readonly int instrumentId;
    private readonly long horizon;
    private Signal latest;
    private bool hasSignal;

    /// <summary>Creates the source.</summary>
    /// <param name="source">The model.</param>
    /// <param name="calibration">Fitted on scores and outcomes of the past, e.g. by <see cref="Calibrate"/>.</param>
    /// <param name="instrumentId">Instrument that the signals name.</param>
    /// <param name="horizon">Nanoseconds over which the probability holds, greater than 0.</param>
    public CalibratedSource(IScoreSource source, PlattScaling calibration, int instrumentId, long horizon)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        this.source = source;
        this.calibration = calibration;
        this.instrumentId = instrumentId;
        this.horizon = horizon;
    }

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <summary>Fits the calibration on the past: the share of rises by score.</summary>
    /// <param name="scores">Scores by row; rows with NaN are left out.</param>
    /// <param name="forwardReturns">Return after each row over the horizon; rows with NaN or 0 are left out.</param>
    /// <param name="calibration">The fit.</param>
    /// <returns>False when fewer than 30 rows are left or the scores do not vary: the source then says nothing.</returns>
    public static bool Calibrate(ReadOnlySpan<double> scores, ReadOnlySpan<double> forwardReturns, out PlattScaling calibration)
    {
        if (scores.Length != forwardReturns.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {forwardReturns.Length} returns.", nameof(forwardReturns));
        }

        var known = new List<double>();
        var labels = new List<int>();
        double first = double.NaN;
        bool varies = false;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]) || double.IsNaN(forwardReturns[i]) || forwardReturns[i] == 0)
            {
                continue;
            }

            first = known.Count == 0 ? scores[i] : first;
            varies |= scores[i] != first;
            known.Add(scores[i]);
            labels.Add(forwardReturns[i] > 0 ? 1 : 0);
        }

        calibration = default;
        if (known.Count < 30 || !varies)
        {
            return false;
        }

        calibration = PlattScaling.Fit(known.ToArray(), labels.ToArray());
        return true;
    }

    /// <summary>Looks at a row of features; the signal is available at the row's time.</summary>
    public void Update(long time, ReadOnlySpan<double> features)
    {
        double score = source.Update(time, features);
        hasSignal = !double.IsNaN(score);
        if (!hasSignal)
        {
            return;
        }

        double up = calibration.Probability(score);
        latest = new Signal
        {
            InstrumentId = instrumentId,
            Direction = up > 0.5 ? SignalDirection.Long : up < 0.5 ? SignalDirection.Short : SignalDirection.Flat,
            Strength = 2 * Math.Abs(up - 0.5),
            Confidence = Math.Max(up, 1 - up),
            Horizon = horizon,
            Source = source.Name,
            EventTime = time,
            AvailableTime = time,
        };
    }

    /// <inheritdoc/>
    public bool TryGetSignal(long time, out Signal signal)
    {
        signal = latest;
        return hasSignal && latest.IsUsableAt(time);
    }
}
