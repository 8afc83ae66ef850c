using Trading.Sdk.Statistics;

namespace Trading.Sdk.PatternIndex;

/// <summary>Asks a library about its own past, each pattern as of its own end, and fits what the answers were worth.</summary>
internal static class PatternCalibrator
{
    private const int LeastSamples = 60;

    private readonly record struct Answer(long AskedNanos, long KnownNanos, double LogOdds, int Rose);

    public static PatternCalibration Fit(PatternLibrary library, int horizonBars, int horizon, long asOfNanos, PatternCalibrationOptions options)
    {
        List<Answer> answers = Ask(library, horizonBars, horizon, asOfNanos, options);
        if (answers.Count < LeastSamples)
        {
            throw new InvalidOperationException($"Only {answers.Count} past patterns can be asked about over {horizonBars} bars; {LeastSamples} are needed.");
        }

        int assessed = Math.Max(1, (int)(answers.Count * options.AssessedShare));
        Answer[] late = [.. answers.TakeLast(assessed)];

        // A map for the assessment may know only labels that had ended when the first assessed question was asked.
        Answer[] early = [.. answers.Take(answers.Count - assessed).Where(a => a.KnownNanos <= late[0].AskedNanos)];
        if (early.Length == 0)
        {
            throw new InvalidOperationException("No label ended before the assessed questions begin: the horizon is longer than the history.");
        }

        PlattScaling earlier = Map(early);
        return new PatternCalibration(
            Map([.. answers]),
            horizonBars,
            asOfNanos,
            answers.Count,
            assessed,
            Assess(late, a => 1 / (1 + Math.Exp(-a.LogOdds))),
            Assess(late, a => earlier.Probability(a.LogOdds)));
    }

    private static List<Answer> Ask(PatternLibrary library, int horizonBars, int horizon, long asOfNanos, PatternCalibrationOptions options)
    {
        var past = new List<(long Id, Pattern Pattern)>();
        for (long id = 0; id < library.NextId; id++)
        {
            if (library.Find(id) is { } pattern && pattern.LabelEndNanos <= asOfNanos && !pattern.Shape.IsFlat && !double.IsNaN(pattern.ForwardReturns[horizon]))
            {
                past.Add((id, pattern));
            }
        }

        past.Sort((a, b) => a.Pattern.EndNanos != b.Pattern.EndNanos ? a.Pattern.EndNanos.CompareTo(b.Pattern.EndNanos) : a.Id.CompareTo(b.Id));
        int first = (int)(past.Count * options.HistoryShare), available = past.Count - first;
        int count = Math.Min(available, options.Samples);
        float[] vector = new float[library.Options.Dimension];
        var answers = new List<Answer>(count);
        for (int i = 0; i < count; i++)
        {
            (long id, Pattern pattern) = past[first + (int)((long)i * available / count)];
            if (!library.Index.TryGetVector(id, vector))
            {
                continue;
            }

            IReadOnlyList<PatternMatch> matches = library.Search(vector, new PatternQuery
            {
                AsOfNanos = pattern.EndNanos,
                Count = options.Matches,
                Symbol = pattern.Symbol,
                StartNanos = pattern.StartNanos,
                EndNanos = pattern.EndNanos,
            });
            MatchStatistics judged = library.Judge(matches, horizonBars, pattern.EndNanos, (options.Statistics ?? new MatchStatisticsOptions()) with { Calibration = null });
            answers.Add(new Answer(pattern.EndNanos, pattern.LabelEndNanos, PatternCalibration.LogOdds(judged.RiseProbability), pattern.ForwardReturns[horizon] > 0 ? 1 : 0));
        }

        return answers;
    }

    private static PlattScaling Map(Answer[] answers) =>
        PlattScaling.Fit(Array.ConvertAll(answers, a => a.LogOdds), Array.ConvertAll(answers, a => a.Rose));

    private static CalibrationReport Assess(Answer[] answers, Func<Answer, double> probability) =>
        CalibrationMetrics.Assess(Array.ConvertAll(answers, a => probability(a)), Array.ConvertAll(answers, a => a.Rose));
}
