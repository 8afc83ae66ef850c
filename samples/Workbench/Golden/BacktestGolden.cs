using System.Text.Json.Nodes;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The backtest operations of the golden package "decision".</summary>
internal static class BacktestGolden
{
    private const long Minute = 60_000_000_000;

    // Fine enough for the slipped prices of the file, coarse enough for any price below 900 million.
    private static readonly Instrument Instrument = new(1, "GOLDEN", 0.0000000001m, 1m);

    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
    {
        ["backtest.queue_position"] = QueuePosition,
        ["backtest.sma_crossover"] = Crossover,
        ["backtest.order_fill"] = OrderFill,
        ["label.triple_barrier"] = Barriers,
    };

    private static JsonObject QueuePosition(GoldenCase c)
    {
        var estimator = new QueueEstimator(QueueModel.Parse(c.Text("model")), c.Number("initial_front"));
        double lot = c.Number("lot");
        var fronts = new List<double>();
        int? filled = null;
        JsonArray events = (c.Find("events") ?? throw new FormatException("events are missing")).AsArray();
        for (int i = 0; i < events.Count && filled is null; i++)
        {
            JsonObject e = events[i]!.AsObject();
            string type = e["type"]!.GetValue<string>();
            if (type == "trade")
            {
                estimator.OnTrade(GoldenCase.ToDouble(e["qty"]));
                filled = estimator.IsReached(lot) ? i : null;
            }
            else if (type == "depth")
            {
                estimator.OnDepth(GoldenCase.ToDouble(e["prev"]), GoldenCase.ToDouble(e["new"]));
            }
            else
            {
                throw new FormatException($"event {i} is neither trade nor depth: '{type}'");
            }

            fronts.Add(estimator.QuantityAhead - estimator.Reached);
        }

        return new JsonObject { ["front_after_each"] = GoldenCase.FromVector([.. fronts]), ["first_fill_event"] = filled };
    }

    private static JsonObject Crossover(GoldenCase c)
    {
        double[] open = c.Vector("open"), close = c.Vector("close");
        var bars = new Bar[open.Length];
        for (int i = 0; i < bars.Length; i++)
        {
            long o = Price(open[i]), e = Price(close[i]);
            bars[i] = new Bar { InstrumentId = 1, OpenTime = i * Minute, CloseTime = (i + 1) * Minute, Open = o, Close = e, High = Math.Max(o, e), Low = Math.Min(o, e) };
        }

        var strategy = new SmaCrossover(c.Integer("fast"), c.Integer("slow"), c.Flag("allow_short"), c.Number("equity_fraction"));
        decimal cash = (decimal)c.Number("initial_cash"), commission = (decimal)c.Number("commission");
        StrategySessionResult result = BarSession.Run(
            Instrument,
            strategy,
            bars,
            new BarSessionOptions { Execution = new BarExecutionOptions { InitialCash = cash, Slippage = (decimal)c.Number("slippage"), Fees = new FeeSchedule(commission, commission) } });

        var trades = new JsonArray();
        foreach (Fill fill in result.Fills)
        {
            decimal price = fill.Price * Instrument.Price.Value;
            cash -= (fill.Side.Sign() * fill.Quantity * price) + fill.Fee;
            trades.Add(new JsonObject
            {
                ["bar"] = fill.Time / Minute,
                ["quantity"] = fill.Side.Sign() * fill.Quantity,
                ["price"] = GoldenCase.FromDouble((double)price),
                ["fee"] = GoldenCase.FromDouble((double)fill.Fee),
                ["cash_after"] = GoldenCase.FromDouble((double)cash),
            });
        }

        return new JsonObject
        {
            ["trades"] = trades,
            ["equity_at_close"] = GoldenCase.FromVector([.. result.Equity.Select(p => (double)p.Equity)]),
            ["signal"] = new JsonArray([.. strategy.Signals.Select(s => s is { } value ? (JsonNode?)JsonValue.Create(value) : null)]),
            ["final_equity"] = GoldenCase.FromDouble((double)result.Equity[^1].Equity),
        };
    }

    private static JsonObject OrderFill(GoldenCase c)
    {
        Side side = c.Text("side") switch { "buy" => Side.Bid, "sell" => Side.Ask, var other => throw new FormatException($"side '{other}' is neither buy nor sell") };
        OrderType type = c.Text("type") switch { "stop" => OrderType.Stop, "limit" => OrderType.Limit, var other => throw new FormatException($"type '{other}' is neither stop nor limit") };
        bool filled = BarFillRule.TryFill(side, type, c.Number("price"), c.Number("open"), c.Number("high"), c.Number("low"), out double price);
        return new JsonObject { ["filled"] = filled, ["fill_price"] = filled ? GoldenCase.FromDouble(price) : null };
    }

    private static JsonObject Barriers(GoldenCase c)
    {
        double[] close = c.Vector("close");
        int step = c.Integer("event_step");
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        var events = new List<int>();
        for (int i = c.Integer("first_event"); i < close.Length - 1; i += step)
        {
            events.Add(i);
        }

        BarrierLabel[] labels = TripleBarrier.Label(close, [.. events], new TripleBarrierOptions
        {
            VolatilityWindow = c.Integer("volatility_window"),
            UpperMultiple = c.Number("upper_multiple"),
            LowerMultiple = c.Number("lower_multiple"),
            HoldingBars = c.Integer("holding_bars"),
        });
        return new JsonObject
        {
            ["start"] = Integers(labels.Select(l => l.Start)),
            ["end"] = Integers(labels.Select(l => l.End)),
            ["label"] = Integers(labels.Select(l => l.Label)),
            ["return"] = GoldenCase.FromVector([.. labels.Select(l => l.Return)]),
        };
    }

    private static JsonArray Integers(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);

    private static long Price(double value) => checked((long)decimal.Round((decimal)value / Instrument.Price.Value));
}
