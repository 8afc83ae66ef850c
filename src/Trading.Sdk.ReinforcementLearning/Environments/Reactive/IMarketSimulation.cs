namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A simulated market that orders move; what <see cref="ReactiveMarket"/> trades in. All chance comes from the seed of the reset.</summary>
public interface IMarketSimulation
{
    /// <summary>Number of features.</summary>
    int FeatureCount { get; }

    /// <summary>Best bid now, above 0.</summary>
    double Bid { get; }

    /// <summary>Best ask now, at least the bid.</summary>
    double Ask { get; }

    /// <summary>Starts anew.</summary>
    /// <param name="seed">Seed of the whole run.</param>
    void Reset(ulong seed);

    /// <summary>Lets one interval pass.</summary>
    void Advance();

    /// <summary>Sends a market order, which moves the market.</summary>
    /// <param name="quantity">Units, positive to buy and negative to sell.</param>
    /// <returns>Units filled (of the same sign, at most the quantity) and their mean price.</returns>
    (double Filled, double Price) Execute(double quantity);

    /// <summary>Writes the features that are known now.</summary>
    void WriteFeatures(Span<float> features);

    /// <summary>Writes everything that the future depends on.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader);
}
