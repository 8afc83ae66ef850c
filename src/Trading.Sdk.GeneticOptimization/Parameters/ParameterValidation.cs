using Trading.Sdk.Statistics;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>How a search is judged on data that it did not see. Immutable.</summary>
public sealed class ParameterValidation
{
    private readonly Func<int, List<ParameterFold>> create;

    private ParameterValidation(Func<int, List<ParameterFold>> create) => this.create = create;

    /// <summary>No validation: only the search over all data.</summary>
    public static ParameterValidation None { get; } = new(static _ => []);

    /// <summary>Walk forward: search on <paramref name="trainLength"/> observations, judge on the next <paramref name="testLength"/>, move on by the test length.</summary>
    /// <param name="trainLength">Observations of the (first) search, at least 2.</param>
    /// <param name="testLength">Observations judged, at least 2.</param>
    /// <param name="gap">Observations left out between both, for labels or holding periods that reach over the border. Default 0.</param>
    /// <param name="anchored">Searches begin at the first observation and grow. Default false: they roll.</param>
    public static ParameterValidation WalkForward(int trainLength, int testLength, int gap = 0, bool anchored = false)
    {
        Range.AtLeast(trainLength, 2);
        Range.AtLeast(testLength, 2);
        Range.AtLeast(gap, 0);
        var options = new WalkForwardOptions { TrainLength = trainLength, TestLength = testLength, Gap = gap, Anchored = anchored };
        return new ParameterValidation(observations => Folds(TimeSeriesSplits.WalkForward(observations, options)));
    }

    /// <summary>Purged k-fold (López de Prado 2018, ch. 7): each of k blocks is judged once by parameters searched on the rest, without observations whose holding period overlaps the block's and without those within the embargo behind it.</summary>
    /// <param name="folds">k, at least 2.</param>
    /// <param name="holding">Observations that a decision looks ahead (holding period), at least 0.</param>
    /// <param name="embargo">Observations left out behind a block, on top of the holding period. Default 0.</param>
    public static ParameterValidation PurgedKFold(int folds, int holding = 0, int embargo = 0)
    {
        Range.AtLeast(folds, 2);
        Range.AtLeast(holding, 0);
        Range.AtLeast(embargo, 0);
        return new ParameterValidation(observations =>
        {
            if (observations < folds)
            {
                return [];
            }

            // The label of an observation is decided over the holding period behind it.
            long[] start = [.. Enumerable.Range(0, observations).Select(i => (long)i)], end = [.. start.Select(i => i + holding)];
            return Folds(TimeSeriesSplits.PurgedKFold(start, end, folds, embargo));
        });
    }

    private static List<ParameterFold> Folds(IReadOnlyList<TrainTestSplit> splits) => [.. splits.Select(s => new ParameterFold(s.Train, s.Test))];

    /// <summary>The folds for a number of observations.</summary>
    /// <exception cref="ArgumentException">There are too few observations for one fold.</exception>
    internal List<ParameterFold> CreateFolds(int observations)
    {
        List<ParameterFold> folds = create(observations);
        if (!ReferenceEquals(this, None) && (folds.Count == 0 || folds.Exists(f => f.Train.Length < 2 || f.Test.Length < 1)))
        {
            throw new ArgumentException($"{observations} observations are too few for the validation.", nameof(observations));
        }

        return folds;
    }
}
