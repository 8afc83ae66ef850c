namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Collects depth rows and makes the recording that a <see cref="PpoTrader"/> is trained on: the features of <see cref="LevelTwoState"/>, best prices, queues and depth. Not thread-safe.</summary>
public sealed class LevelTwoRecorder
{
    private readonly LevelTwoState state;
    private readonly int levels;
    private readonly List<float> features = [];
    private readonly List<double> bid = [], ask = [], bidPrices = [], bidSizes = [], askPrices = [], askSizes = [], sold = [], bought = [];

    /// <summary>Starts an empty recording.</summary>
    /// <param name="options">Settings of the state, or null for the defaults.</param>
    public LevelTwoRecorder(LevelTwoOptions? options = null)
    {
        state = new LevelTwoState(options);
        levels = (options ?? new LevelTwoOptions()).Levels;
    }

    /// <summary>Rows taken.</summary>
    public int RowCount => bid.Count;

    /// <summary>Takes the next row.</summary>
    /// <exception cref="ArgumentException">The row is no book; nothing was changed.</exception>
    public void Add(in LevelTwoRow row)
    {
        state.Update(row);
        Span<float> values = stackalloc float[LevelTwoState.FeatureNames.Count];
        state.WriteFeatures(values);
        features.AddRange(values);
        bid.Add(row.BidPrices[0]);
        ask.Add(row.AskPrices[0]);
        Add(row.BidPrices, row.BidSizes, bidPrices, bidSizes);
        Add(row.AskPrices, row.AskSizes, askPrices, askSizes);
        sold.Add(row.SoldVolume);
        bought.Add(row.BoughtVolume);
    }

    /// <summary>The recording of all rows so far.</summary>
    /// <exception cref="ArgumentException">There are fewer than two rows.</exception>
    public MarketRecording Build()
    {
        double[] bidDepth = [.. bidSizes], askDepth = [.. askSizes];
        return new MarketRecording(
            [.. features],
            [.. bid],
            [.. ask],
            new MarketQueues { BidSize = Best(bidDepth), AskSize = Best(askDepth), SoldVolume = sold.ToArray(), BoughtVolume = bought.ToArray() },
            new MarketDepth { Levels = levels, BidPrices = bidPrices.ToArray(), BidSizes = bidDepth, AskPrices = askPrices.ToArray(), AskSizes = askDepth });
    }

    private double[] Best(double[] sizes)
    {
        var best = new double[sizes.Length / levels];
        for (int i = 0; i < best.Length; i++)
        {
            best[i] = sizes[i * levels];
        }

        return best;
    }

    private void Add(ReadOnlySpan<double> prices, ReadOnlySpan<double> sizes, List<double> allPrices, List<double> allSizes)
    {
        for (int i = 0; i < levels; i++)
        {
            allPrices.Add(i < prices.Length ? prices[i] : 0);
            allSizes.Add(i < prices.Length ? sizes[i] : 0);
        }
    }
}
