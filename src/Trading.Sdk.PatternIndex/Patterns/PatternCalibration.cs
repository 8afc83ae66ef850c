using Trading.Sdk.Statistics;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// What a library's probabilities were worth: questions asked about past patterns as of their own time, against what then
/// happened, and the logistic map that corrects them (J. Platt, 1999, on the log odds, so that the identity is among the maps).
/// </summary>
public sealed class PatternCalibration
{
    private readonly PlattScaling _map;

    internal PatternCalibration(PlattScaling map, int horizonBars, long asOfNanos, int samples, int assessed, CalibrationReport before, CalibrationReport after)
    {
        _map = map;
        HorizonBars = horizonBars;
        AsOfNanos = asOfNanos;
        Samples = samples;
        Assessed = assessed;
        Before = before;
        After = after;
    }

    /// <summary>The horizon it holds for.</summary>
    public int HorizonBars { get; }

    /// <summary>Nothing known later went into it; a question of an earlier time may not use it.</summary>
    public long AsOfNanos { get; }

    /// <summary>Questions the map was fitted on.</summary>
    public int Samples { get; }

    /// <summary>Questions, the latest, on which the reports were made.</summary>
    public int Assessed { get; }

    /// <summary>The library's own probabilities on the assessed questions.</summary>
    public CalibrationReport Before { get; }

    /// <summary>The same corrected by a map fitted only on what was known before the first of them was asked.</summary>
    public CalibrationReport After { get; }

    /// <summary>The corrected probability of a rise.</summary>
    /// <param name="raw">The library's own, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is no probability.</exception>
    public double Probability(double raw)
    {
        if (!(raw is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(raw), raw, "Must be 0 … 1.");
        }

        return _map.Probability(LogOdds(raw));
    }

    /// <summary>ln(p / (1 − p)) of a probability kept a millionth away from certainty.</summary>
    internal static double LogOdds(double probability)
    {
        double p = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }
}
