namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Feature rows with the best prices at their times, oldest first: what <see cref="MarketReplay"/> plays. Immutable and shareable.</summary>
public sealed class MarketRecording
{
    private readonly float[] features;
    private readonly double[] bid, ask;
    private readonly double[]? bidSize, askSize, soldVolume, boughtVolume;

    /// <summary>Takes copies of the rows.</summary>
    /// <param name="features">[rows × features], row-major; row t holds what is known at time t and nothing later.</param>
    /// <param name="bid">[rows] best bid at the time of the row, above 0.</param>
    /// <param name="ask">[rows] best ask, at least the bid.</param>
    /// <param name="queues">Displayed sizes and traded volumes, for passive orders; null when there are none.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, there are fewer than 2 rows, a number is not finite, or a bid is above its ask.</exception>
    public MarketRecording(ReadOnlySpan<float> features, ReadOnlySpan<double> bid, ReadOnlySpan<double> ask, MarketQueues? queues = null)
    {
        if (bid.Length < 2 || ask.Length != bid.Length || features.Length % bid.Length != 0)
        {
            throw new ArgumentException($"Expected at least 2 rows of equal number: {bid.Length} bids, {ask.Length} asks, {features.Length} features.", nameof(bid));
        }

        for (int t = 0; t < bid.Length; t++)
        {
            if (!(bid[t] > 0) || !(ask[t] >= bid[t]) || double.IsInfinity(ask[t]))
            {
                throw new ArgumentException($"Row {t}: bid {bid[t]} and ask {ask[t]} are no finite prices with 0 < bid ≤ ask.", nameof(bid));
            }
        }

        for (int i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
            {
                throw new ArgumentException($"Row {i / (features.Length / bid.Length)}: a feature is {features[i]}.", nameof(features));
            }
        }

        FeatureCount = features.Length / bid.Length;
        this.features = features.ToArray();
        this.bid = bid.ToArray();
        this.ask = ask.ToArray();
        if (queues is not null)
        {
            bidSize = Sizes(queues.BidSize, nameof(queues.BidSize));
            askSize = Sizes(queues.AskSize, nameof(queues.AskSize));
            soldVolume = Sizes(queues.SoldVolume, nameof(queues.SoldVolume));
            boughtVolume = Sizes(queues.BoughtVolume, nameof(queues.BoughtVolume));
        }
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => bid.Length;

    /// <summary>Features of a row; may be 0.</summary>
    public int FeatureCount { get; }

    /// <summary>True when passive orders can be played.</summary>
    public bool HasQueues => bidSize is not null;

    /// <summary>Features of row <paramref name="row"/>.</summary>
    public ReadOnlySpan<float> Features(int row) => features.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>Best bid of a row.</summary>
    public double Bid(int row) => bid[row];

    /// <summary>Best ask of a row.</summary>
    public double Ask(int row) => ask[row];

    /// <summary>Mean of bid and ask.</summary>
    public double Mid(int row) => 0.5 * (bid[row] + ask[row]);

    internal double DisplayedSize(int row, bool bidSide) => (bidSide ? bidSize : askSize)![row];

    internal double TradedAgainst(int row, bool bidSide) => (bidSide ? soldVolume : boughtVolume)![row];

    private double[] Sizes(ReadOnlyMemory<double> values, string name)
    {
        if (values.Length != bid.Length)
        {
            throw new ArgumentException($"{name} has {values.Length} rows, expected {bid.Length}.", nameof(values));
        }

        foreach (double v in values.Span)
        {
            if (!(v >= 0) || double.IsInfinity(v))
            {
                throw new ArgumentException($"{name} holds {v}.", nameof(values));
            }
        }

        return values.ToArray();
    }
}
