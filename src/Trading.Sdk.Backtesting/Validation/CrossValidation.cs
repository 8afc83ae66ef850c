using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>
/// Fits on the training part of each split and judges on its test part: walk-forward, purged k-fold or combinatorial purged, by the splits of
/// Trading.Sdk.Statistics. Folds run in parallel; the result does not depend on the number of threads.
/// </summary>
public static class CrossValidation
{
    /// <summary>Runs all folds.</summary>
    /// <typeparam name="TModel">What fitting gives.</typeparam>
    /// <param name="splits">The splits, e.g. <see cref="TimeSeriesSplits.CombinatorialPurged"/>.</param>
    /// <param name="fit">Fits a model on training labels. Called on several threads; randomness must come from the fold's number.</param>
    /// <param name="judge">Returns of a model on test labels, one a label.</param>
    /// <param name="threads">Threads, at least 1. Default 1.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static IReadOnlyList<FoldResult> Run<TModel>(
        IReadOnlyList<TrainTestSplit> splits,
        Func<int, int[], TModel> fit,
        Func<TModel, int[], double[]> judge,
        int threads = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var results = new FoldResult[splits.Count];
        Parallel.For(0, splits.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, i =>
        {
            double[] returns = judge(fit(i, splits[i].Train), splits[i].Test);
            if (returns.Length != splits[i].Test.Length)
            {
                throw new InvalidOperationException($"Fold {i} has {splits[i].Test.Length} test labels, {returns.Length} returns came back.");
            }

            results[i] = new FoldResult(i, splits[i], returns);
        });
        return results;
    }

    /// <summary>Runs several independent computations, e.g. one backtest a parameter, in parallel; results stand in the order of their numbers.</summary>
    /// <typeparam name="T">What one computation gives.</typeparam>
    /// <param name="count">How many.</param>
    /// <param name="run">The computation of a number, 0 … count − 1.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static T[] RunMany<T>(int count, Func<int, T> run, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var results = new T[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, i => results[i] = run(i));
        return results;
    }

    /// <summary>The returns of each label on one path of a combinatorial purged cross-validation, in the order of the labels.</summary>
    /// <param name="folds">All folds of <see cref="TimeSeriesSplits.CombinatorialPurged"/> with the same groups.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="groups">Groups of the splits.</param>
    /// <param name="testGroups">Test groups of the splits.</param>
    /// <returns>One array of <paramref name="labels"/> returns a path.</returns>
    /// <remarks>López de Prado (2018), "Advances in Financial Machine Learning", chapter 12: each path takes each group once, from a fold in which it was tested.</remarks>
    public static double[][] Paths(IReadOnlyList<FoldResult> folds, int labels, int groups, int testGroups)
    {
        ArgumentNullException.ThrowIfNull(folds);
        long count = TimeSeriesSplits.PathCount(groups, testGroups);
        var paths = new double[count][];
        int[] next = new int[labels];
        for (int p = 0; p < count; p++)
        {
            paths[p] = new double[labels];
        }

        foreach (FoldResult fold in folds)
        {
            for (int i = 0; i < fold.Split.Test.Length; i++)
            {
                int label = fold.Split.Test[i];
                if (next[label] == count)
                {
                    throw new ArgumentException($"Label {label} is tested more than {count} times.", nameof(folds));
                }

                paths[next[label]++][label] = fold.Returns[i];
            }
        }

        return next.All(n => n == count) ? paths : throw new ArgumentException($"Not every label is tested {count} times.", nameof(folds));
    }
}
