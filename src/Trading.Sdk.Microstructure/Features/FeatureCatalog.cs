using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The measures that feature sets can name; docs/microstructure.md tells their formulas, sources and costs.</summary>
public static class FeatureCatalog
{
    private static readonly Dictionary<string, Maker> Makers = new(StringComparer.Ordinal)
    {
        ["quote"] = new("mid, weighted mid, spread, queue imbalance of the touch", (_, _) => new QuoteSource()),
        ["microprice"] = new("price between the touch weighted by the depth of n levels", (p, _) => new MicropriceSource(p.Integer("levels", 1, 1000)), ("levels", 3)),
        ["imbalance"] = new("(bids − asks) / (bids + asks) over n levels", (p, _) => new ImbalanceSource(p.Integer("levels", 1, 1000)), ("levels", 5)),
        ["weighted_imbalance"] = new("imbalance with weights falling exponentially by the distance in basis points of the mid", (p, _) => new WeightedImbalanceSource(p.Integer("levels", 1, 1000), p.Number("decay_per_basis_point", 0, 1e6)), ("levels", 20), ("decay_per_basis_point", 1)),
        ["depth"] = new("quantity within x basis points of the mid, with coverage", (p, _) => new DepthSource(p.Integer("basis_points", 1, 10_000)), ("basis_points", 10)),
        ["slope"] = new("relative depth gained per relative distance over n levels", (p, _) => new SlopeSource(p.Integer("levels", 2, 1000)), ("levels", 10)),
        ["cost"] = new("cost to buy and to sell a quantity at once against the mid", (p, i) => new CostSource(p.Number("quantity", 0, 1e15), i), ("quantity", 1)),
        ["ofi"] = new("order-flow imbalance of the touch over the interval", (_, _) => new OrderFlowSource()),
        ["multi_level_ofi"] = new("order-flow imbalance of each of n levels over the interval", (p, _) => new MultiLevelOrderFlowSource(p.Integer("levels", 1, 100)), ("levels", 5)),
        ["trades"] = new("count, buy and sell volume, net flow, imbalance and average price of the trades of the interval", (_, _) => new TradeFlowSource()),
        ["intensity"] = new("exponentially weighted rates of buy and sell trades", (p, _) => new IntensitySource(p.Number("seconds", 1e-6, 1e9)), ("seconds", 10)),
        ["effective_spread"] = new("volume-weighted effective spread of the trades of the interval", (_, _) => new EffectiveSpreadSource()),
        ["vpin"] = new("toxicity proxy over n buckets of equal volume", (p, i) => new VpinSource(p.Number("bucket_quantity", 0, 1e15), p.Integer("buckets", 1, 100_000), i), ("bucket_quantity", 1), ("buckets", 50)),
        ["return"] = new("log return of the mid over n rows", (p, _) => new ReturnSource(p.Integer("rows", 1, 1_000_000)), ("rows", 1)),
        ["volatility"] = new("realized volatility and bipower volatility of the mid over n rows", (p, _) => new VolatilitySource(p.Integer("rows", 2, 1_000_000)), ("rows", 60)),
        ["liquidity_score"] = new("0…1 from spread, depth and cost to trade against their own past", (p, i) => new LiquidityScoreSource(p.Integer("basis_points", 1, 10_000), p.Number("quantity", 0, 1e15), p.Integer("rows", 10, 1_000_000), i), ("basis_points", 10), ("quantity", 1), ("rows", 300)),
        ["kyle_lambda"] = new("price impact per net flow, regression over n rows", (p, _) => new KyleSource(p.Integer("rows", 3, 1_000_000)), ("rows", 120)),
        ["amihud"] = new("mean |return| per traded value over n rows", (p, _) => new AmihudSource(p.Integer("rows", 1, 1_000_000)), ("rows", 120)),
        ["roll"] = new("spread implied by the autocovariance of trade price changes over n trades", (p, _) => new RollSource(p.Integer("trades", 3, 1_000_000)), ("trades", 200)),
        ["activity"] = new("depth messages and seconds since the last one", (_, _) => new ActivitySource()),
    };

    /// <summary>All measures, in the order of their documentation.</summary>
    public static IReadOnlyList<FeatureCatalogEntry> Entries { get; } =
        [.. Makers.Select(m => new FeatureCatalogEntry(m.Key, m.Value.Defaults.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal), m.Value.Description))];

    /// <summary>Makes the source of a definition.</summary>
    /// <param name="definition">Measure and parameters.</param>
    /// <param name="instrument">The instrument it will measure.</param>
    /// <exception cref="ArgumentException">The measure or a parameter is unknown, or a parameter is out of range.</exception>
    public static FeatureSource Create(FeatureDefinition definition, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(instrument);
        if (!Makers.TryGetValue(definition.Measure, out Maker? maker))
        {
            throw new ArgumentException($"There is no measure '{definition.Measure}'; known: {string.Join(", ", Makers.Keys)}.", nameof(definition));
        }

        return maker.Make(new FeatureParameters(definition, maker.Defaults), instrument);
    }

    internal static void Check(FeatureDefinition definition) => Create(definition, new Instrument(0, "check", 1, 1));

    private sealed class Maker(string description, Func<FeatureParameters, Instrument, FeatureSource> make, params (string Name, double Value)[] defaults)
    {
        public string Description => description;

        public Func<FeatureParameters, Instrument, FeatureSource> Make => make;

        public (string Name, double Value)[] Defaults => defaults;
    }
}
