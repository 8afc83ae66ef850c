namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Feature rows with the best prices at their times, oldest first: what <see cref="MarketReplay"/> plays. Immutable and shareable.</summary>
public sealed class MarketRecording
{
    private readonly float[] features;
    private readonly double[] bid, ask;
    private readonly MarketDepth? depth;
    private readonly double[]? bidSize, askSize, soldVolume, boughtVolume;

    /// <summary>Takes copies of the rows.</summary>
    /// <param name="features">[rows × features], row-major; row t holds what is known at time t and nothing later.</param>
    /// <param name="bid">[rows] best bid at the time of the row, above 0.</param>
    /// <param name="ask">[rows] best ask, at least the bid.</param>
    /// <param name="queues">Displayed sizes and traded volumes, for passive orders; null when there are none.</param>
    /// <param name="depth">Levels behind the best, so that taking orders walk the book; null to fill any size at the best price. Its memory is kept, not copied.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, there are fewer than 2 rows, a number is not finite, or a bid is above its ask.</exception>
    public MarketRecording(ReadOnlySpan<float> features, ReadOnlySpan<double> bid, ReadOnlySpan<double> ask, MarketQueues? queues = null, MarketDepth? depth = null)
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

        depth?.Validate(bid.Length);
        this.depth = depth;
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

    /// <summary>True when taking orders walk the book.</summary>
    public bool HasDepth => depth is not null;

    /// <summary>Mean price at which a row fills a taking order.</summary>
    /// <param name="row">The row.</param>
    /// <param name="quantity">Units, positive to buy; not 0.</param>
    public double TakePrice(int row, double quantity)
    {
        bool buy = quantity > 0;
        if (depth is null)
        {
            return buy ? ask[row] : bid[row];
        }

        ReadOnlyMemory<double> prices = buy ? depth.AskPrices : depth.BidPrices, sizes = buy ? depth.AskSizes : depth.BidSizes;
        return MarketDepth.WalkPrice(prices.Span.Slice(row * depth.Levels, depth.Levels), sizes.Span.Slice(row * depth.Levels, depth.Levels), Math.Abs(quantity));
    }

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
