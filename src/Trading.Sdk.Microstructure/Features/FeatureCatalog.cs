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
        ["slope"] = new("relative depth gained per relative distance over n levels", (p, i) => new SlopeSource(p.Integer("levels", 2, 1000), p.Number("unit_quantity", 1e-15, 1e15), i), ("levels", 10), ("unit_quantity", 0.001)),
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
        ["depth_ratio"] = new("bids over asks within x basis points of the mid", (p, _) => new DepthRatioSource(p.Integer("basis_points", 1, 10_000)), ("basis_points", 100)),
        ["resilience"] = new("time until spread and touch are back after a trade that thinned them", (p, _) => new ResilienceSource(p.Number("timeout_seconds", 1e-6, 1e6), p.Number("share", 0, 1), p.Integer("trades", 1, 1_000_000)), ("timeout_seconds", 10), ("share", 0.8), ("trades", 50)),
        ["persistent_depth"] = new("support and resistance: prices with strong time-weighted depth", (p, _) => new PersistentDepthSource(p.Integer("levels", 1, 1000), p.Number("seconds", 1e-3, 1e9), p.Number("strength", 1, 1e6)), ("levels", 50), ("seconds", 60), ("strength", 3)),
        ["passive_flow"] = new("resting quantity added and cancelled over the interval, maker/taker balance", (p, _) => new PassiveFlowSource(p.Integer("levels", 1, 1000)), ("levels", 10)),
        ["blocks"] = new("block trades of the interval", (p, _) => new BlockTradeSource(p.Integer("window", 20, 1_000_000), p.Number("multiple", 1e-3, 1e6), p.Number("quantile", 0, 1)), ("window", 1000), ("multiple", 10), ("quantile", 0.99)),
        ["iceberg"] = new("signs of hidden orders in the interval", (p, _) => new IcebergSource(p.Number("refill_seconds", 1e-6, 1e3), p.Number("size_tolerance", 0, 1)), ("refill_seconds", 0.2), ("size_tolerance", 0.1)),
        ["volume_profile"] = new("point of control and value area of the last n trades", (p, _) => new VolumeProfileSource(p.Integer("trades", 1, 1_000_000), p.Number("bin_basis_points", 1e-6, 1e4)), ("trades", 1000), ("bin_basis_points", 1)),
        ["execution_quality"] = new("effective and realized spread and price impact, shown when the horizon of a trade has passed", (p, _) => new ExecutionQualitySource(p.Number("horizon_seconds", 0, 1e6)), ("horizon_seconds", 5)),
        ["noise_robust"] = new("two-scale and kernel volatility of the last n trade prices", (p, _) => NoiseRobust(p), ("trades", 300), ("scale", 10), ("bandwidth", 10)),
        ["regime"] = new("ranging, trending or volatile; calm or stressed liquidity", (p, i) => Regime(p, i), ("rows", 60), ("long_rows", 1200), ("basis_points", 10), ("quantity", 1)),
        ["hawkes"] = new("Hawkes intensities of buys and sells with parameters fitted before", (p, _) => Hawkes(p), ("mu", double.NaN), ("alpha", double.NaN), ("beta", double.NaN)),
        ["garch"] = new("GARCH forecast of the volatility of the next row with parameters fitted before", (p, _) => Garch(p), ("mu", 0), ("omega", double.NaN), ("alpha", double.NaN), ("beta", double.NaN)),
        ["sma"] = Bar("simple moving average of the close", p => new OfClose(new SimpleMovingAverage(p.Integer("period", 1, 100_000))), ("period", 20)),
        ["ema"] = Bar("exponential moving average of the close", p => new OfClose(new ExponentialMovingAverage(p.Integer("period", 1, 100_000))), ("period", 20)),
        ["rsi"] = Bar("relative strength index", p => new OfClose(new RelativeStrengthIndex(p.Integer("period", 1, 100_000))), ("period", 14)),
        ["macd"] = Bar("moving average convergence divergence", p => new OfClose(new Macd(p.Integer("fast", 1, 100_000), p.Integer("slow", 2, 100_000), p.Integer("signal", 1, 100_000))), ("fast", 12), ("slow", 26), ("signal", 9)),
        ["atr"] = Bar("average true range", p => new AverageTrueRange(p.Integer("period", 1, 100_000)), ("period", 14)),
        ["adx"] = Bar("directional movement", p => new DirectionalMovement(p.Integer("period", 1, 100_000)), ("period", 14)),
        ["bollinger"] = Bar("Bollinger bands", p => new OfClose(new BollingerBands(p.Integer("period", 2, 100_000), p.Number("deviations", 1e-3, 1e3))), ("period", 20), ("deviations", 2)),
        ["stochastic"] = Bar("stochastic oscillator", p => new StochasticOscillator(p.Integer("period", 1, 100_000), p.Integer("smoothing", 1, 1000), p.Integer("signal", 1, 1000)), ("period", 14), ("smoothing", 3), ("signal", 3)),
        ["vwap"] = Bar("volume-weighted average price of the UTC day and its bands", p => new SessionVwap(default, p.Number("deviations", 1e-3, 1e3)), ("deviations", 2)),
        ["obv"] = Bar("on-balance volume", _ => new OnBalanceVolume()),
        ["momentum"] = Bar("momentum of the close", p => new OfClose(new Momentum(p.Integer("period", 1, 100_000))), ("period", 10)),
        ["momentum_cascade"] = Bar("momentum at several timeframes of time bars and their agreement", Cascade, ("fast", 1), ("medium", 5), ("slow", 15), ("period", 3)),
        ["range_volatility"] = Bar("variance per bar from open, high, low and close", p => new RangeVolatility(p.Integer("period", 2, 100_000)), ("period", 20)),
        ["bulk_volume"] = Bar("bulk volume classification", p => new BulkVolume(p.Integer("window", 2, 100_000)), ("window", 50)),
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

    // The parameters of the measure itself name its columns; those of the bars are named by the kind and size of the bars.
    private static Maker Bar(string description, Func<FeatureParameters, IStreamingMeasure<PriceBar>> make, params (string Name, double Value)[] defaults) => new(
        description,
        (p, i) => new BarSource(make(p), BarSelection.Of(p, i), string.Concat(defaults.Select(d => "_" + p.Text(d.Name))), description),
        [.. defaults, .. BarSelection.Defaults]);

    private static MomentumCascade Cascade(FeatureParameters p)
    {
        if (p.Number("bar_trades", 0, 1e18) + p.Number("bar_quantity", 0, 1e18) + p.Number("bar_value", 0, 1e18) + p.Number("bar_imbalance", 0, 1e18) > 0)
        {
            throw new ArgumentException("The measure 'momentum_cascade' looks at time bars only: state bar_seconds.");
        }

        return new MomentumCascade(
            TimeSpan.FromSeconds(p.Number("bar_seconds", 1e-3, 1e6)),
            [p.Integer("fast", 1, 10_000), p.Integer("medium", 1, 10_000), p.Integer("slow", 1, 10_000)],
            p.Integer("period", 1, 10_000));
    }

    private static NoiseRobustSource NoiseRobust(FeatureParameters p)
    {
        int trades = p.Integer("trades", 4, 100_000), scale = p.Integer("scale", 2, 10_000), bandwidth = p.Integer("bandwidth", 0, 10_000);
        return trades >= Math.Max(scale, bandwidth) + 2
            ? new NoiseRobustSource(trades, scale, bandwidth)
            : throw new ArgumentException("The parameter 'trades' of 'noise_robust' is at least scale + 2 and bandwidth + 2.");
    }

    private static RegimeSource Regime(FeatureParameters p, Instrument instrument)
    {
        var options = new RegimeOptions { Window = p.Integer("rows", 5, 1_000_000), LongWindow = p.Integer("long_rows", 6, 10_000_000) };
        return options.LongWindow > options.Window
            ? new RegimeSource(options, p.Integer("basis_points", 1, 10_000), p.Number("quantity", 0, 1e15), instrument)
            : throw new ArgumentException("The parameter 'long_rows' of 'regime' is above 'rows'.");
    }

    private static HawkesSource Hawkes(FeatureParameters p)
    {
        var parameters = new HawkesParameters(p.Number("mu", 0, 1e12), p.Number("alpha", 0, 1e12), p.Number("beta", 0, 1e12));
        return parameters.IsAdmissible ? new HawkesSource(parameters) : throw new ArgumentException("The parameters of 'hawkes': mu > 0, 0 ≤ alpha < beta.");
    }

    private static GarchSource Garch(FeatureParameters p)
    {
        var parameters = new GarchParameters(p.Number("mu", -1e6, 1e6), p.Number("omega", 0, 1e12), p.Number("alpha", 0, 1), p.Number("beta", 0, 1));
        return parameters.IsAdmissible ? new GarchSource(parameters) : throw new ArgumentException("The parameters of 'garch': omega > 0, alpha ≥ 0, beta ≥ 0, alpha + beta < 1.");
    }

    private sealed class Maker(string description, Func<FeatureParameters, Instrument, FeatureSource> make, params (string Name, double Value)[] defaults)
    {
        public string Description => description;

        public Func<FeatureParameters, Instrument, FeatureSource> Make => make;

        public (string Name, double Value)[] Defaults => defaults;
    }
}
