namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado,
/// Zhu 2017, J. Computational Finance 20(4)), over block sums: a trial is kept as its count, sum and sum of squares per
/// block, so that searches over long histories need no matrix of returns. Not thread-safe.
/// </summary>
public sealed class OverfittingProbability
{
    private readonly int blocks;
    private readonly List<double[]> sums = [];
    private readonly List<double[]> squares = [];
    private readonly double[] counts;

    /// <summary>Prepares for trials of a length.</summary>
    /// <param name="observations">Observations of every trial, at least two a block.</param>
    /// <param name="blocks">Number of contiguous blocks; even, 2 … 20.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public OverfittingProbability(int observations, int blocks)
    {
        Range.Require(blocks is >= 2 and <= 20 && blocks % 2 == 0, "Blocks must be even and lie in [2, 20].", nameof(blocks));
        Range.Require(observations >= 2 * blocks, $"{observations} observations are too few for {blocks} blocks.", nameof(observations));
        this.blocks = blocks;
        Observations = observations;
        counts = new double[blocks];
        for (int b = 0; b < blocks; b++)
        {
            counts[b] = Border(b + 1) - Border(b);
        }
    }

    /// <summary>Observations of every trial.</summary>
    public int Observations { get; }

    /// <summary>Trials added.</summary>
    public int Trials => sums.Count;

    /// <summary>Adds the returns of one trial.</summary>
    /// <exception cref="ArgumentException">The length is another, or a return is not finite.</exception>
    public void Add(ReadOnlySpan<double> returns)
    {
        Range.Require(returns.Length == Observations, $"Expected {Observations} returns, got {returns.Length}.", nameof(returns));
        double[] sum = new double[blocks], square = new double[blocks];
        for (int b = 0; b < blocks; b++)
        {
            for (int i = Border(b); i < Border(b + 1); i++)
            {
                sum[b] += returns[i];
                square[b] += returns[i] * returns[i];
            }

            Range.Require(double.IsFinite(square[b]), "A return is not finite.", nameof(returns));
        }

        sums.Add(sum);
        squares.Add(square);
    }

    /// <summary>The share of splits whose logit is ≤ 0: the trial with the best Sharpe ratio on one half ranks in the lower half of all on the other.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two trials.</exception>
    public double Compute()
    {
        double[] logits = Logits();
        return (double)logits.Count(l => l <= 0) / logits.Length;
    }

    /// <summary>The share of splits that fail by rank alone, and the share that fail by rank or by earning nothing: the Sharpe ratio of the in-sample best is ≤ 0 on the other half.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two trials.</exception>
    public (double ByRank, double ByRankOrLoss) Probabilities()
    {
        int splits = 0, byRank = 0, either = 0;
        Walk((logit, outside) =>
        {
            splits++;
            byRank += logit <= 0 ? 1 : 0;
            either += logit <= 0 || outside <= 0 ? 1 : 0;
        });
        return ((double)byRank / splits, (double)either / splits);
    }

    /// <summary>The logit ln(ω/(1 − ω)) of every split in lexicographic order of the in-sample blocks; ω = rank / (trials + 1) of the in-sample best on the other half, ties at their mean rank.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two trials.</exception>
    public double[] Logits()
    {
        var logits = new List<double>();
        Walk((logit, _) => logits.Add(logit));
        return [.. logits];
    }

    private void Walk(Action<double, double> onSplit)
    {
        if (Trials < 2)
        {
            throw new InvalidOperationException($"The probability of overfitting needs at least two trials, not {Trials}.");
        }

        int[] chosen = [.. Enumerable.Range(0, blocks / 2)];
        double[] outside = new double[Trials];
        while (true)
        {
            uint mask = 0;
            foreach (int b in chosen)
            {
                mask |= 1u << b;
            }

            int best = 0;
            double bestSharpe = double.NegativeInfinity;
            for (int t = 0; t < Trials; t++)
            {
                double inside = Sharpe(t, mask);
                outside[t] = Sharpe(t, ~mask);
                if (inside > bestSharpe)
                {
                    bestSharpe = inside;
                    best = t;
                }
            }

            double rank = 0.5;
            foreach (double other in outside)
            {
                rank += other < outside[best] ? 1 : other == outside[best] ? 0.5 : 0;
            }

            double omega = rank / (Trials + 1);
            onSplit(Math.Log(omega / (1 - omega)), outside[best]);
            int i = chosen.Length - 1;
            while (i >= 0 && chosen[i] == blocks - chosen.Length + i)
            {
                i--;
            }

            if (i < 0)
            {
                return;
            }

            chosen[i]++;
            for (int j = i + 1; j < chosen.Length; j++)
            {
                chosen[j] = chosen[j - 1] + 1;
            }
        }
    }

    private int Border(int block) => (int)((long)Observations * block / blocks);

    private double Sharpe(int trial, uint mask)
    {
        double n = 0, sum = 0, square = 0;
        for (int b = 0; b < blocks; b++)
        {
            if ((mask >> b & 1) != 0)
            {
                n += counts[b];
                sum += sums[trial][b];
                square += squares[trial][b];
            }
        }

        double mean = sum / n, variance = (square - (n * mean * mean)) / (n - 1);
        // Rounding noise of a constant series is no variance.
        return variance > 1e-24 * Math.Max(1, square / n) && variance > 1e-14 * mean * mean ? mean / Math.Sqrt(variance) : 0;
    }
}
