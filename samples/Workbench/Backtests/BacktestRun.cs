using System.Runtime.InteropServices;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;

namespace Trading.Sdk.Workbench.Backtests;

/// <summary>
/// Runs a named strategy on an input. Everything that depends on the whole input (size, end of the training part) is fixed when this is
/// made, so that runs on truncated or altered data are comparable.
/// </summary>
internal sealed class BacktestRun
{
    private readonly BacktestInput input;
    private readonly BacktestRequest request;
    private readonly long lots, trainEnd;

    public BacktestRun(BacktestInput input, BacktestRequest request)
    {
        (this.input, this.request) = (input, request);
        long first = input.Bars is { } bars ? bars[0].OpenTime : input.Events![0].ExchangeTime;
        long last = input.Bars is { } all ? all[^1].CloseTime : input.Events![^1].ExchangeTime;
        trainEnd = first + (long)((last - first) * request.Train);
        lots = Math.Max(1, request.Quantity is { } quantity
            ? (long)(quantity / input.Instrument.Quantity.Value)
            : (long)(0.95 * (double)request.Capital / (FirstPrice() * (double)(input.Instrument.Price.Value * input.Instrument.Quantity.Value * input.Instrument.Multiplier))));
    }

    public bool IsFused => request.Strategy == "fused";

    public StrategySessionResult Run() => input.Bars is { } bars ? Run(bars) : Run(input.Events!);

    public StrategySessionResult Run(IReadOnlyList<Bar> bars)
    {
        IStrategy strategy = request.Strategy switch
        {
            "sma" => new SmaCrossover(request.Fast, request.Slow, !request.LongOnly, lots: request.Quantity is null ? null : lots),
            "fused" => FusedOnBars(bars),
            "leaky" => new Leaky([.. bars.Select(b => (b.CloseTime, (double)b.Close))], 0, lots),
            "depth-signal" => throw new UsageException("--strategy depth-signal needs an order book: give a recording, not bars."),
            var other => throw new UsageException($"--strategy is depth-signal, sma, fused or leaky, not '{other}'."),
        };
        var options = new BarSessionOptions
        {
            Execution = new BarExecutionOptions { InitialCash = request.Capital, Fees = request.Fees, Slippage = request.Slippage },
            Limits = Limits(),
        };
        return BarSession.Run(input.Instrument, strategy, [.. bars], options);
    }

    public StrategySessionResult Run(IReadOnlyList<MarketEvent> events)
    {
        IStrategy strategy = request.Strategy switch
        {
            "sma" => new SmaCrossover(request.Fast, request.Slow, !request.LongOnly, lots: lots),
            "depth-signal" => new DepthSignalStrategy(lots),
            "fused" => FusedOnEvents(events),
            "leaky" => new Leaky(Mids(events), 10 * request.Interval, lots),
            var other => throw new UsageException($"--strategy is depth-signal, sma, fused or leaky, not '{other}'."),
        };
        var session = new StrategySession(input.Instrument, strategy, new StrategySessionOptions
        {
            DecisionInterval = request.Interval,
            Clock = request.Clock,
            Execution = new SimulatedExecutionOptions { InitialCash = request.Capital, Fees = request.Fees, Latency = request.Latency(), Queue = request.Queue },
            Limits = Limits(),
            FirstDecision = IsFused ? trainEnd : null,
        });
        session.OnEvents(Span(events));
        return session.Complete();
    }

    private static ReadOnlySpan<MarketEvent> Span(IReadOnlyList<MarketEvent> events) => events switch
    {
        MarketEvent[] array => array,
        List<MarketEvent> list => CollectionsMarshal.AsSpan(list),
        _ => events.ToArray(),
    };

    private RiskLimits Limits() => new() { DrawdownMax = request.DrawdownMax };

    private double FirstPrice()
    {
        if (input.Bars is { } bars)
        {
            return bars[0].Close;
        }

        var book = new LimitOrderBook(input.Instrument);
        double price = double.NaN;
        ForEachMessage(Span(input.Events!), message =>
        {
            if (double.IsNaN(price))
            {
                book.Apply(message);
                price = book.Mid();
            }
        });
        return double.IsNaN(price) ? throw new InvalidDataException("The input never has both a bid and an ask.") : price;
    }

    private FusedStrategy FusedOnBars(IReadOnlyList<Bar> bars)
    {
        Bar[] past = [.. bars.Where(b => b.CloseTime <= trainEnd)];
        double[][] rows = [.. past.Select(b => new[] { (double)b.Close })];
        long horizon = request.Horizon * (past.Length > 1 ? (past[^1].CloseTime - past[0].CloseTime) / (past.Length - 1) : 1);
        return Fuse([new TechnicalScore(0, 20), new CycleScore(0, request.Horizon, Math.Clamp(past.Length / 4, 32, 256))], [.. past.Select(b => b.CloseTime)], rows, horizon, 0);
    }

    private FusedStrategy FusedOnEvents(IReadOnlyList<MarketEvent> events)
    {
        var book = new LimitOrderBook(input.Instrument);
        var times = new List<long>();
        var rows = new List<double[]>();
        FeatureEngine? engine = null;
        int mid = 0;
        engine = new FeatureEngine(
            book,
            row =>
            {
                if (row.Time <= trainEnd && !double.IsNaN(row.Values[mid]))
                {
                    times.Add(row.Time);
                    rows.Add(row.Values.ToArray());
                }
            },
            apply: message => book.Apply(message));
        mid = engine.Schema.IndexOf("mid");
        long latest = long.MinValue;
        ForEachMessage(Span(events), message =>
        {
            latest = Math.Max(latest, message[^1].ExchangeTime);
            if (latest <= trainEnd)
            {
                engine.OnEvents(message);
            }
        });
        return Fuse([new DepthScore(engine.Schema), new TechnicalScore(mid), new CycleScore(mid, request.Horizon)], times, rows, request.Horizon * 1_000_000_000L, mid);
    }

    private FusedStrategy Fuse(IReadOnlyList<IScoreSource> models, List<long> times, IReadOnlyList<double[]> rows, long horizon, int mid)
    {
        double[] forward = new double[rows.Count];
        double moves = 0;
        int known = 0;
        for (int i = 0; i < forward.Length; i++)
        {
            bool isKnown = i + request.Horizon < forward.Length;
            forward[i] = isKnown ? Math.Log(rows[i + request.Horizon][mid] / rows[i][mid]) : double.NaN;
            moves += isKnown ? Math.Abs(forward[i]) : 0;
            known += isKnown ? 1 : 0;
        }

        IReadOnlyList<CalibratedSource> sources = SourceCalibration.Calibrate(models, CollectionsMarshal.AsSpan(times), rows, forward, 0, input.Instrument.Id, Math.Max(1, horizon), out _);
        return new FusedStrategy(sources, new FusedStrategyOptions(lots, Math.Max(1, horizon), known == 0 ? 0 : moves / known, (double)request.Fees.Taker));
    }

    private (long Time, double Price)[] Mids(IReadOnlyList<MarketEvent> events)
    {
        var book = new LimitOrderBook(input.Instrument);
        var mids = new List<(long, double)>();
        ForEachMessage(Span(events), message =>
        {
            book.Apply(message);
            if (book.Mid() is var price && !double.IsNaN(price) && (mids.Count == 0 || mids[^1].Item1 < message[^1].ExchangeTime))
            {
                mids.Add((message[^1].ExchangeTime, price));
            }
        });
        return [.. mids];
    }

    private delegate void MessageHandler(ReadOnlySpan<MarketEvent> message);

    private static void ForEachMessage(ReadOnlySpan<MarketEvent> events, MessageHandler handle)
    {
        while (events.Length > 0)
        {
            int length = 1;
            while (length < events.Length && !events[length - 1].IsEndOfMessage)
            {
                length++;
            }

            handle(events[..length]);
            events = events[length..];
        }
    }

    /// <summary>Knows a later price: the control with which a look-ahead detector shows that it finds something.</summary>
    private sealed class Leaky((long Time, double Price)[] future, long ahead, long lots) : IStrategy
    {
        private int next;

        public void OnDecision(StrategyContext context)
        {
            while (next < future.Length && future[next].Time <= context.Time + ahead)
            {
                next++;
            }

            if (next < future.Length)
            {
                context.TradeTo(future[next].Price > context.ReferencePrice ? lots : -lots);
            }
        }
    }
}
