using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Microstructure.Tests;

/// <summary>
/// Every measure against values computed from the papers' definitions by numpy, pandas and scipy (Reference/reference_values.py). Numbers agree to the file's
/// tolerance relative to themselves, or to a thousandth of the largest of their column where they are nearly 0.
/// </summary>
public class ReferenceTests
{
    private static readonly GoldenFile File = GoldenFile.Load(Path.Combine(AppContext.BaseDirectory, "Reference", "reference_values.json"));

    private static readonly Dictionary<string, Func<GoldenCase, JsonObject>> Operations = new(StringComparer.Ordinal)
    {
        ["book.imbalance"] = c => Values(("imbalance", [DepthImbalance.OfLevels(Book(c, "bid"), Book(c, "ask"), c.Integer("levels"))])),
        ["book.weighted_imbalance"] = c => Values(("imbalance", [DepthImbalance.Weighted(Book(c, "bid"), Book(c, "ask"), c.Number("decay"))])),
        ["book.slope"] = c => Values(("bid", [BookSlope.OfSide(Book(c, "bid"), Mid(c))]), ("ask", [BookSlope.OfSide(Book(c, "ask"), Mid(c))])),
        ["book.cost"] = Cost,
        ["book.liquidity_score"] = c => Columns(new LiquidityScore(new LiquidityScoreOptions { Window = c.Integer("window") }), Zip(c, (s, d, k) => new LiquidityReading(s, d, k), "spread", "depth", "cost"), "score"),
        ["book.microprice_chain"] = Chain,
        ["flow.ofi"] = c => Columns(new OrderFlowImbalance(), Quotes(c), "event"),
        ["flow.classification"] = c =>
        {
            QuoteTick[] quotes = Quotes(c);
            TradeTick[] trades = [.. c.Vector("price").Select((p, i) => new TradeTick(quotes[i].Time, (long)p, 1, Side.None))];
            return Values(("tick", new TickRule().ComputeColumn<TradeTick>(trades)), ("lee_ready", new LeeReady().ComputeColumn<QuotedTrade>([.. trades.Zip(quotes, (t, q) => new QuotedTrade(t, q))])));
        },
        ["flow.bulk_volume"] = c => Columns(new BulkVolume(c.Integer("window")), Bars(c), "buy"),
        ["flow.vpin"] = c => Columns(new Vpin(c.Integer("bucket"), c.Integer("buckets")), Trades(c), "vpin"),
        ["flow.intensity"] = c => Columns(new FlowIntensity(TimeSpan.FromSeconds(c.Number("seconds"))), Trades(c), "buy", "sell"),
        ["flow.blocks"] = c => Columns(new BlockTrades(c.Integer("window"), c.Number("multiple"), c.Number("quantile")), Trades(c), "is_block", null, "threshold"),
        ["flow.volume_profile"] = c => Columns(new RollingVolumeProfile(c.Integer("trades"), c.Integer("width"), c.Number("share")), Trades(c), "control", "low", "high"),
        ["flow.hawkes_likelihood"] = c =>
        {
            var parameters = new HawkesParameters(c.Number("mu"), c.Number("alpha"), c.Number("beta"));
            double[] events = c.Vector("events");
            var residuals = new double[events.Length];
            Hawkes.Residuals(events, parameters, residuals);
            return Values(("log_likelihood", [Hawkes.LogLikelihood(events, c.Number("horizon"), parameters)]), ("residuals", residuals));
        },
        ["flow.hawkes_fit"] = c =>
        {
            HawkesFit fit = Hawkes.Fit(c.Vector("events"), c.Number("horizon"));
            return Values(("log_likelihood", [fit.LogLikelihood]), ("mu", [fit.Parameters.Mu]), ("branching", [fit.Parameters.BranchingRatio]), ("beta", [fit.Parameters.Beta]), ("distance", [fit.KolmogorovSmirnov]), ("p_value", [fit.PValue]));
        },
        ["execution.kyle"] = c => Columns(new KyleLambda(c.Integer("window")), Zip(c, (f, d, _) => new ImpactObservation(d, f), "flow", "change", "change"), "lambda", "r_squared"),
        ["execution.amihud"] = c => Columns(new AmihudIlliquidity(c.Integer("window")), Zip(c, (r, v, _) => new TradedReturn(r, v), "return", "value", "value"), "amihud"),
        ["execution.roll"] = c => Columns(new RollSpread(c.Integer("window")), c.Vector("price"), "roll"),
        ["execution.hasbrouck"] = Var,
        ["execution.quality"] = Quality,
        ["volatility.realized"] = c => Columns(new RealizedVolatility(c.Integer("window")), c.Vector("return"), "variance", "bipower", "jump_share"),
        ["volatility.noise_robust"] = c =>
        {
            double[] prices = c.Vector("price");
            int scale = c.Integer("scale"), bandwidth = c.Integer("bandwidth");
            var stream = new double[prices.Length * 3];
            new NoiseRobustVolatility(prices.Length, scale, bandwidth).Compute(prices, stream);
            Assert.Equal(NoiseRobustVariance.TwoScale(prices, scale), stream[^2]);
            Assert.Equal(NoiseRobustVariance.RealizedKernel(prices, bandwidth), stream[^1]);
            return Values(("two_scale", [stream[^2]]), ("kernel", [stream[^1]]), ("suggested_bandwidth", [NoiseRobustVariance.SuggestBandwidth(prices, scale)]));
        },
        ["volatility.range"] = c => Columns(new RangeVolatility(c.Integer("window")), Bars(c), "parkinson", "garman_klass", "rogers_satchell", "yang_zhang"),
        ["technical.stochastic"] = c => Columns(new StochasticOscillator(c.Integer("period"), c.Integer("smoothing"), c.Integer("signal")), Bars(c), "k", "d"),
        ["technical.obv"] = c => Columns(new OnBalanceVolume(), Bars(c), "obv"),
        ["technical.momentum"] = c => Columns(new Momentum(c.Integer("period")), c.Vector("price"), "momentum", "log_return"),
        ["bars.tick"] = c => Cut(c, BarKind.Tick),
        ["bars.volume"] = c => Cut(c, BarKind.Volume),
        ["bars.dollar"] = c => Cut(c, BarKind.Dollar),
        ["bars.time"] = c => Cut(c, BarKind.Time),
        ["bars.imbalance"] = c => Cut(c, BarKind.Imbalance),
        ["depth.signal"] = c =>
        {
            DepthSignal[] s = Signals(c);
            return Values(
                ("direction", [.. s.Select(x => (double)(int)x.Direction)]),
                ("held", [.. s.Select(x => x.HeldNanos * 1e-9)]),
                ("snapshots", [.. s.Select(x => (double)x.Snapshots)]),
                ("signal", [.. s.Select(x => x.IsSignal ? 1.0 : 0.0)]),
                ("confidence", [.. s.Select(x => x.Confidence)]));
        },
        ["depth.backtest"] = c =>
        {
            DepthSignalHorizon h = DepthSignalBacktest.Run(Signals(c), Longs(c, "time"), c.Vector("price"), [TimeSpan.FromTicks((long)c.Number("horizon") / 100)])[0];
            return Values(
                ("signals", [h.Signals]), ("hit_rate", [h.HitRate]), ("mean", [h.MeanReturn]), ("error", [h.StandardError]), ("false_positive", [h.FalsePositiveRate]),
                ("ungated", [h.UngatedSignals]), ("ungated_mean", [h.UngatedMeanReturn]), ("ungated_false_positive", [h.UngatedFalsePositiveRate]));
        },
        ["regime.probabilities"] = c => Columns(
            new RegimeClassifier(new RegimeOptions { Window = c.Integer("window"), LongWindow = c.Integer("long_window") }),
            [.. c.Vector("return").Select(r => new RegimeObservation(r, double.NaN))],
            null,
            "ranging",
            "trending",
            "volatile"),
    };

    public static TheoryData<string> Names() => [.. File.Cases.Select(c => c.Op)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Measure_EqualsTheIndependentComputation(string op)
    {
        GoldenCase c = File.Cases.Single(x => x.Op == op);
        JsonObject actual = Operations[op](c);
        foreach ((string name, JsonNode? expected) in c.Outputs!.AsObject())
        {
            double[] e = Flat(expected!), a = Flat(actual[name] ?? throw new InvalidOperationException($"{op} gives no {name}"));
            Assert.Equal(e.Length, a.Length);
            double scale = e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            Assert.True(e.Any(double.IsFinite), $"{op}.{name} checks nothing");
            for (int i = 0; i < e.Length; i++)
            {
                bool same = double.IsNaN(e[i]) ? double.IsNaN(a[i]) : Math.Abs(a[i] - e[i]) <= c.Tolerance * Math.Max(Math.Abs(e[i]), 1e-3 * scale);
                Assert.True(same, $"{op}.{name}[{i}]: expected {e[i]:R}, got {a[i]:R}");
            }
        }
    }

    private static JsonObject Cost(GoldenCase c)
    {
        var book = new SortedBook(new Instrument(1, "X", 1, 1));
        foreach (Side side in (Side[])[Side.Bid, Side.Ask])
        {
            foreach (DepthLevel level in Book(c, side == Side.Bid ? "bid" : "ask"))
            {
                book.Set(side, level.Price, level.Quantity);
            }
        }

        int quantity = c.Integer("quantity");
        return Values(("buy_bps", [CostToTrade.InBasisPoints(book, Side.Bid, quantity)]), ("sell_bps", [CostToTrade.InBasisPoints(book, Side.Ask, quantity)]));
    }

    private static JsonObject Chain(GoldenCase c)
    {
        QuoteTick[] quotes = [.. Enumerable.Range(0, c.Vector("bid").Length).Select(i => new QuoteTick(i, Longs(c, "bid")[i], Longs(c, "bid_size")[i], Longs(c, "ask")[i], Longs(c, "ask_size")[i]))];
        int buckets = c.Integer("buckets"), spreads = c.Integer("spread_max");
        MicropriceModel model = MicropriceModel.Fit(quotes, buckets, spreads);
        return Values(("adjustment", [.. Enumerable.Range(0, buckets * spreads).Select(i => model.Adjustment(i % buckets, 1 + (i / buckets)))]));
    }

    private static JsonObject Var(GoldenCase c)
    {
        double[] returns = c.Vector("return"), trades = c.Vector("trade");
        HasbrouckImpact model = HasbrouckImpact.Fit(returns, trades, c.Integer("lags"));
        var response = new double[10];
        model.Respond(response);
        double[] surprise = new TradeInformation(model).ComputeColumn<ImpactObservation>([.. returns.Zip(trades, (r, x) => new ImpactObservation(r, x))]);
        return Values(("return_equation", [.. model.ReturnEquation]), ("trade_equation", [.. model.TradeEquation]), ("response_10", response), ("permanent", [model.PermanentImpact]), ("surprise", surprise));
    }

    private static JsonObject Quality(GoldenCase c)
    {
        long[] times = Longs(c, "quote_time");
        QuoteTick[] quotes = [.. Quotes(c, times)];
        IReadOnlyList<TradeExecution> executions = ExecutionQuality.Compute(Trades(c), quotes, TimeSpan.FromTicks((long)c.Number("horizon") / 100));
        return Values(("effective", [.. executions.Select(e => e.EffectiveSpread)]), ("realized", [.. executions.Select(e => e.RealizedSpread)]), ("impact", [.. executions.Select(e => e.PriceImpact)]));
    }

    private static JsonObject Cut(GoldenCase c, BarKind kind)
    {
        var builder = new BarBuilder(new BarOptions { Kind = kind, Size = (long)c.Number("size") });
        var bars = new List<double>();
        foreach (TradeTick trade in Trades(c))
        {
            if (builder.Update(trade, out Bar bar))
            {
                bars.AddRange([bar.Open, bar.High, bar.Low, bar.Close, bar.Volume]);
            }
        }

        return Values(("bars", [.. bars]));
    }

    private static DepthSignal[] Signals(GoldenCase c)
    {
        long[] times = Longs(c, "time");
        var signals = new DepthSignal[times.Length];
        var analyzer = new DepthAnalyzer(new DepthAnalyzerOptions { MinimumPersistence = TimeSpan.FromSeconds(c.Number("gate_seconds")) });
        analyzer.Compute(times, c.Vector("bid"), c.Vector("ask"), signals);
        return signals;
    }

    private static JsonObject Columns<T>(IStreamingMeasure<T> measure, T[] inputs, params string?[] names)
        where T : struct
    {
        int width = measure.Outputs.Count;
        var rows = new double[inputs.Length * width];
        measure.Compute(inputs, rows);
        return Values([.. names.Select((name, k) => (name!, Enumerable.Range(0, inputs.Length).Select(i => rows[(i * width) + k]).ToArray())).Where(p => p.Item1 is not null)]);
    }

    private static JsonObject Values(params (string Name, double[] Values)[] columns) => new(columns.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)GoldenCase.FromVector(p.Values))));

    private static double[] Flat(JsonNode node) => node is JsonArray array ? [.. array.SelectMany(n => Flat(n!))] : [GoldenCase.ToDouble(node)];

    private static long[] Longs(GoldenCase c, string name) => [.. c.Vector(name).Select(v => (long)v)];

    private static T[] Zip<T>(GoldenCase c, Func<double, double, double, T> make, string a, string b, string d)
    {
        double[] x = c.Vector(a), y = c.Vector(b), z = c.Vector(d);
        return [.. Enumerable.Range(0, x.Length).Select(i => make(x[i], y[i], z[i]))];
    }

    private static DepthLevel[] Book(GoldenCase c, string side) => [.. Longs(c, side + "_price").Zip(Longs(c, side + "_size"), (p, q) => new DepthLevel(p, q))];

    private static double Mid(GoldenCase c) => (Book(c, "bid")[0].Price + Book(c, "ask")[0].Price) / 2.0;

    private static QuoteTick[] Quotes(GoldenCase c, long[]? times = null)
    {
        long[] time = times ?? Longs(c, "time"), bid = Longs(c, "bid"), bidSize = Longs(c, "bid_size"), ask = Longs(c, "ask"), askSize = Longs(c, "ask_size");
        return [.. Enumerable.Range(0, bid.Length).Select(i => new QuoteTick(time[i], bid[i], bidSize[i], ask[i], askSize[i]))];
    }

    private static TradeTick[] Trades(GoldenCase c)
    {
        long[] time = Longs(c, "time"), price = Longs(c, "price"), size = Longs(c, "size"), side = Longs(c, "side");
        return [.. Enumerable.Range(0, time.Length).Select(i => new TradeTick(time[i], price[i], size[i], side[i] > 0 ? Side.Bid : Side.Ask))];
    }

    private static PriceBar[] Bars(GoldenCase c)
    {
        double[] open = c.Vector("open"), high = c.Vector("high"), low = c.Vector("low"), close = c.Vector("close"), volume = c.Vector("volume");
        return [.. Enumerable.Range(0, close.Length).Select(i => new PriceBar(i, open[i], high[i], low[i], close[i], volume[i]))];
    }
}
