namespace Trading.Sdk.PatternIndex;

/// <summary>How <see cref="PatternLibrary.Calibrate"/> asks the past.</summary>
public sealed record PatternCalibrationOptions
{
    /// <summary>Patterns that are asked about, evenly over time. 60 … 100,000, default 400. Cost: one search each.</summary>
    public int Samples { get; init; } = 400;

    /// <summary>Matches a question takes. 1 … 100,000, default 20.</summary>
    public int Matches { get; init; } = 20;

    /// <summary>Share of the patterns, the earliest, that only serve as history. 0 … 0.9, default 0.25.</summary>
    public double HistoryShare { get; init; } = 0.25;

    /// <summary>Share of the questions, the latest, on which a map fitted on the earlier ones is assessed. 0.1 … 0.5, default 0.33.</summary>
    public double AssessedShare { get; init; } = 0.33;

    /// <summary>How the returns of the matches are judged; null takes the defaults.</summary>
    public MatchStatisticsOptions? Statistics { get; init; }

    internal void Validate()
    {
        if (Samples is < 60 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Samples), Samples, "Must be 60 … 100,000.");
        }

        if (Matches is < 1 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Matches), Matches, "Must be 1 … 100,000.");
        }

        if (!(HistoryShare is >= 0 and <= 0.9))
        {
            throw new ArgumentOutOfRangeException(nameof(HistoryShare), HistoryShare, "Must be 0 … 0.9.");
        }

        if (!(AssessedShare is >= 0.1 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(AssessedShare), AssessedShare, "Must be 0.1 … 0.5.");
        }
    }
}
