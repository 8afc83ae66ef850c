using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Allocates capital over several assets and cash: the action gives one score an asset, weights are a softmax over the scores and a score of 0 for cash.
/// Reward: logarithm of the growth of wealth from row to row, after costs on what is traded.
/// </summary>
/// <remarks>
/// Weights decided on row t are traded at the prices of row t + 1, after the weights held so far have earned the move between the two: a decision never trades at prices it has seen.
/// Observation: the features of the row, then the weights held (assets, then cash).
/// </remarks>
public sealed class PortfolioAllocation : IEnvironment
{
    private readonly float[] features;
    private readonly double[] prices, weights, target;
    private readonly int rows, featureCount, assets, episodeRows;
    private readonly double cost;
    private int row, end;

    /// <summary>Makes the environment.</summary>
    /// <param name="features">[rows × features], row-major; row t holds what is known at time t. May have no features.</param>
    /// <param name="prices">[rows × assets], row-major, above 0.</param>
    /// <param name="assets">Number of assets, at least 1.</param>
    /// <param name="costRate">Cost of trading as a share of the value traded, in [0, 1). Default 0.001.</param>
    /// <param name="episodeRows">Steps of an episode, at least 1. Default 64.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, there are too few rows, or a number is out of its range.</exception>
    public PortfolioAllocation(ReadOnlySpan<float> features, ReadOnlySpan<double> prices, int assets, double costRate = 0.001, int episodeRows = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(assets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodeRows, 1);
        rows = prices.Length / assets;
        if (prices.Length % assets != 0 || rows < 2 || features.Length % rows != 0)
        {
            throw new ArgumentException($"{prices.Length} prices and {features.Length} features are no rows of {assets} assets, at least 2.", nameof(prices));
        }

        if (costRate is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(costRate), costRate, "Expected a share in [0, 1).");
        }

        foreach (double p in prices)
        {
            if (!(p > 0) || double.IsInfinity(p))
            {
                throw new ArgumentException($"A price is {p}.", nameof(prices));
            }
        }

        foreach (float f in features)
        {
            if (!float.IsFinite(f))
            {
                throw new ArgumentException($"A feature is {f}.", nameof(features));
            }
        }

        this.features = features.ToArray();
        this.prices = prices.ToArray();
        this.assets = assets;
        this.episodeRows = episodeRows;
        cost = costRate;
        featureCount = features.Length / rows;
        weights = new double[assets + 1];
        target = new double[assets + 1];
        float[] low = new float[assets], high = new float[assets];
        Array.Fill(low, -8f);
        Array.Fill(high, 8f);
        ActionSpace = ActionSpace.Normal(low, high);
    }

    /// <inheritdoc/>
    public int ObservationSize => featureCount + assets + 1;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; }

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <summary>Shares of wealth in each asset, then in cash.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>Wealth, 1 at the start of the episode.</summary>
    public double Wealth { get; private set; } = 1;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        int latest = Math.Max(0, rows - 1 - episodeRows);
        row = random.NextInt32(latest + 1);
        end = Math.Min(rows - 1, row + episodeRows);
        Array.Clear(weights);
        weights[assets] = 1;
        Wealth = 1;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        Targets(action);
        row++;
        double growth = weights[assets];
        for (int a = 0; a < assets; a++)
        {
            weights[a] *= prices[(row * assets) + a] / prices[((row - 1) * assets) + a];
            growth += weights[a];
        }

        double traded = 0;
        for (int a = 0; a <= assets; a++)
        {
            traded += a < assets ? Math.Abs(target[a] - (weights[a] / growth)) : 0;
            weights[a] = target[a];
        }

        double kept = 1 - (cost * traded);
        Wealth *= kept * growth;
        Observe(observation);
        return new StepResult((float)ReproducibleMath.Log(kept * growth), Truncated: row >= end);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(row);
        writer.Write(end);
        writer.Write(Wealth);
        foreach (double w in weights)
        {
            writer.Write(w);
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        row = reader.ReadInt32();
        end = reader.ReadInt32();
        Wealth = reader.ReadDouble();
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = reader.ReadDouble();
        }
    }

    private void Targets(ReadOnlySpan<float> scores)
    {
        double top = 0, total = 0;
        foreach (float s in scores)
        {
            top = Math.Max(top, s);
        }

        for (int a = 0; a <= assets; a++)
        {
            target[a] = ReproducibleMath.Exp((a < assets ? scores[a] : 0) - top);
            total += target[a];
        }

        for (int a = 0; a <= assets; a++)
        {
            target[a] /= total;
        }
    }

    private void Observe(Span<float> observation)
    {
        features.AsSpan(row * featureCount, featureCount).CopyTo(observation);
        for (int a = 0; a <= assets; a++)
        {
            observation[featureCount + a] = (float)weights[a];
        }
    }
}
