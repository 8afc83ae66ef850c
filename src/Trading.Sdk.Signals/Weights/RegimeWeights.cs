namespace Trading.Sdk.Signals;

/// <summary>
/// Weights of sources learnt per market regime from outcomes that have already happened: a source that gave better probabilities in
/// this regime counts more in it. Weights sum to the number of sources. Not thread-safe; allocates only when a source is first seen.
/// </summary>
/// <remarks>
/// Exponentially weighted forecasters on the logarithmic loss, with a share of the weights spread evenly at each step so that a source can come
/// back: Herbster and Warmuth (1998), "Tracking the best expert" (fixed share). Feed it through <see cref="OutcomeLedger"/>,
/// which holds a prediction back until its horizon is over.
/// </remarks>
public sealed class RegimeWeights : ISourceWeights
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly double rate, share, floor;
    private readonly double[][] logWeights;
    private double[] current = [];

    /// <summary>Creates even weights.</summary>
    /// <param name="regimes">Number of regimes, at least 1.</param>
    /// <param name="sources">Names of the sources, at least one.</param>
    /// <param name="learningRate">How fast losses count, greater than 0. Default 0.1.</param>
    /// <param name="share">Share spread evenly at each step, in [0, 1). Default 0.01.</param>
    /// <param name="probabilityFloor">Probabilities are held within [this, 1 − this]; in (0, 0.5). Default 0.01.</param>
    public RegimeWeights(int regimes, IReadOnlyList<string> sources, double learningRate = 0.1, double share = 0.01, double probabilityFloor = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(regimes, 1);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learningRate);
        if (!(share is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share lies in [0, 1).");
        }

        if (!(probabilityFloor is > 0 and < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(probabilityFloor), probabilityFloor, "The probability floor lies in (0, 0.5).");
        }

        foreach (string source in sources)
        {
            if (!indices.TryAdd(source, indices.Count))
            {
                throw new ArgumentException($"Source '{source}' is named twice.", nameof(sources));
            }
        }

        ArgumentOutOfRangeException.ThrowIfZero(indices.Count, nameof(sources));
        (rate, this.share, floor) = (learningRate, share, probabilityFloor);
        logWeights = new double[regimes][];
        for (int i = 0; i < regimes; i++)
        {
            logWeights[i] = new double[indices.Count];
        }

        current = new double[indices.Count];
        Enter(0);
    }

    /// <summary>The regime whose weights are given out.</summary>
    public int Regime { get; private set; }

    /// <summary>The market is in a regime now.</summary>
    /// <param name="regime">0 … regimes − 1.</param>
    public void Enter(int regime)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(regime);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(regime, logWeights.Length);
        Regime = regime;
        double[] logs = logWeights[regime];
        double highest = logs.Max(), sum = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            sum += current[i] = Math.Exp(logs[i] - highest);
        }

        for (int i = 0; i < logs.Length; i++)
        {
            current[i] *= logs.Length / sum;
        }
    }

    /// <inheritdoc/>
    public double WeightOf(string source) => indices.TryGetValue(source, out int index) ? current[index] : 1;

    /// <summary>An outcome is known: the source said a probability in a regime, and the price rose or fell.</summary>
    /// <param name="source">One of the sources.</param>
    /// <param name="regime">The regime in which it was said.</param>
    /// <param name="probabilityUp">What it said, in [0, 1].</param>
    /// <param name="rose">What happened.</param>
    public void Learn(string source, int regime, double probabilityUp, bool rose)
    {
        if (!(probabilityUp is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probabilityUp), probabilityUp, "A probability lies in [0, 1].");
        }

        if (!indices.TryGetValue(source, out int index))
        {
            throw new ArgumentException($"There is no source '{source}'.", nameof(source));
        }

        double p = Math.Clamp(rose ? probabilityUp : 1 - probabilityUp, floor, 1 - floor);
        double[] logs = logWeights[regime];
        // A source that says one half neither gains nor loses.
        logs[index] += rate * Math.Log(2 * p);
        Normalise(logs);
        if (regime == Regime)
        {
            Enter(regime);
        }
    }

    private void Normalise(double[] logs)
    {
        double highest = logs.Max(), sum = 0;
        foreach (double log in logs)
        {
            sum += Math.Exp(log - highest);
        }

        for (int i = 0; i < logs.Length; i++)
        {
            logs[i] = Math.Log(((1 - share) * Math.Exp(logs[i] - highest) / sum) + (share / logs.Length));
        }
    }
}
