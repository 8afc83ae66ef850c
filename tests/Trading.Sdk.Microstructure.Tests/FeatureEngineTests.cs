using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Microstructure.Tests;

public class FeatureEngineTests
{
    private static readonly FeatureEngineOptions FullEverySecond = new() { Features = FeatureSet.Full };

    public static TheoryData<FeatureClockKind, FeatureNormalization> Modes() => new()
    {
        { FeatureClockKind.Interval, FeatureNormalization.None },
        { FeatureClockKind.Interval, FeatureNormalization.ZScore },
        { FeatureClockKind.Interval, FeatureNormalization.Robust },
        { FeatureClockKind.Interval, FeatureNormalization.Rank },
        { FeatureClockKind.EveryMessage, FeatureNormalization.None },
        { FeatureClockKind.BarClose, FeatureNormalization.None },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Rows_OfAPrefix_AreTheFirstRowsOfTheWhole(FeatureClockKind kind, FeatureNormalization normalization)
    {
        MarketEvent[] events = SimulatedSession.Events(21, 200);
        FeatureEngineOptions options = Options(kind, normalization);
        List<(long Time, double[] Values)> whole = Run(events, options);
        Assert.True(whole.Count > 50);
        foreach (int cut in (int[])[events.Length / 7, events.Length / 2, events.Length - 1])
        {
            int end = cut;
            while (!events[end - 1].IsEndOfMessage)
            {
                end++;
            }

            AssertSamePrefix(Run(events[..end], options), whole);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Rows_LiveMessageByMessageAfterReset_EqualTheBatch(FeatureClockKind kind, FeatureNormalization normalization)
    {
        MarketEvent[] events = SimulatedSession.Events(22, 120);
        FeatureEngineOptions options = Options(kind, normalization);
        FeatureTable table = FeatureTable.Compute(new SortedBook(SimulatedSession.Instrument), new SortedBook(SimulatedSession.Instrument).Apply, [], options);
        Assert.Empty(table.Times);

        var batchBook = new SortedBook(SimulatedSession.Instrument);
        table = FeatureTable.Compute(batchBook, batchBook.Apply, events, options);

        var rows = new List<(long Time, double[] Values)>();
        var book = new SortedBook(SimulatedSession.Instrument);
        var engine = new FeatureEngine(book, row => rows.Add((row.Time, row.Values.ToArray())), options);
        Feed(SimulatedSession.Events(5, 60), book, engine);
        engine.Reset();
        rows.Clear();
        book.Apply([MarketEvent.Clear(1, 0)]);
        Feed(events, book, engine);

        Assert.Equal(table.Times, rows.Select(r => r.Time));
        for (int c = 0; c < table.Schema.Count; c++)
        {
            for (int r = 0; r < rows.Count; r++)
            {
                Assert.True(Same(table.Columns[c][r], rows[r].Values[c]), $"{table.Schema[c].Name} row {r}: {table.Columns[c][r]} and {rows[r].Values[c]}");
            }
        }
    }

    [Fact]
    public void Rows_WithGapAndDuplicateTimes_StayEqualInAnyBatching()
    {
        MarketEvent[] events = [.. SimulatedSession.Events(23, 60)];
        // Every time stamp doubled up to half a second, and a lost connection in the middle: Clear, then the snapshot of a new session.
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = events[i] with { ExchangeTime = events[i].ExchangeTime / 500_000_000 * 500_000_000 };
        }

        long shift = events[^1].ExchangeTime - events[0].ExchangeTime;
        MarketEvent[] after = [.. SimulatedSession.Events(24, 60).Select(e => e with { ExchangeTime = e.ExchangeTime + shift + 7_000_000_000 })];
        MarketEvent[] joined = [.. events, MarketEvent.Clear(1, events[^1].ExchangeTime, MarketEventFlags.EndOfMessage), .. after];

        List<(long Time, double[] Values)> whole = Run(joined, FullEverySecond);
        var book = new SortedBook(SimulatedSession.Instrument);
        var rows = new List<(long Time, double[] Values)>();
        Feed(joined, book, new FeatureEngine(book, row => rows.Add((row.Time, row.Values.ToArray())), FullEverySecond));
        AssertSamePrefix(rows, whole);
        Assert.Equal(whole.Count, rows.Count);
        int silent = whole.FindIndex(r => r.Time > events[^1].ExchangeTime + 1_000_000_000);
        Assert.True(double.IsNaN(whole[silent].Values[0]));
    }

    [Fact]
    public void Row_SmallBook_HasTheHandComputedValues()
    {
        // Price increment 0.01, quantity increment 0.001.
        var instrument = new Instrument(1, "X", 0.01m, 0.001m);
        var book = new SortedBook(instrument);
        var options = new FeatureEngineOptions { Clock = FeatureClock.EveryMessage, Features = new FeatureSet(new FeatureDefinition("quote"), new("microprice", "levels", 2), new("imbalance", "levels", 2), new("ofi"), new("trades"), new("effective_spread"), new("depth", "basis_points", 3), new("cost", "quantity", 0.5)) };
        var rows = new List<double[]>();
        FeatureSchema? schema = null;
        var engine = new FeatureEngine(book, row => rows.Add(row.Values.ToArray()), options, book.Apply);
        schema = engine.Schema;
        engine.OnEvents([
            Level(Side.Bid, 9_999, 300), Level(Side.Bid, 9_998, 500), Level(Side.Ask, 10_001, 100), Level(Side.Ask, 10_002, 700, last: true),
            MarketEvent.Trade(1, Side.Bid, 10_001, 60, 1),
            Level(Side.Ask, 10_001, 40, last: true),
            Level(Side.Bid, 10_000, 20, last: true),
        ]);

        double Value(int row, string name) => rows[row][schema.IndexOf(name)];
        Assert.Equal(4, rows.Count);
        Assert.Equal(100.00, Value(0, "mid"), 1e-12);
        Assert.Equal(99.99 + (0.02 * 0.75), Value(0, "weighted_mid"), 1e-12);
        Assert.Equal(2.0, Value(0, "spread_bps"), 1e-12);
        Assert.Equal(0.5, Value(0, "queue_imbalance"), 1e-15);
        Assert.Equal(0.0, Value(0, "imbalance_2"), 1e-15);
        Assert.Equal(100.00, Value(0, "microprice_2"), 1e-12);
        Assert.Equal(0.8, Value(0, "bid_depth_3bps"), 1e-12);
        Assert.Equal(0.8, Value(0, "ask_depth_3bps"), 1e-12);
        // 100 lots at 100.01 and 400 at 100.02 against 100.00.
        Assert.Equal(1e4 * (((100 * 10_001.0) + (400 * 10_002.0)) / 500 - 10_000) / 10_000, Value(0, "buy_cost_0.5_bps"), 1e-9);
        Assert.Equal(1e4 * (10_000 - (((300 * 9_999.0) + (200 * 9_998.0)) / 500)) / 10_000, Value(0, "sell_cost_0.5_bps"), 1e-9);
        Assert.Equal(0.06, Value(1, "buy_volume"), 1e-15);
        Assert.Equal(1.0, Value(1, "trade_imbalance"), 1e-15);
        Assert.Equal(2.0, Value(1, "effective_spread_bps"), 1e-12);
        Assert.Equal(0.06, Value(2, "ofi"), 1e-15);
        Assert.Equal(0.0, Value(2, "trade_count"), 1e-15);
        Assert.Equal(0.02, Value(3, "ofi"), 1e-15);
    }

    [Fact]
    public void IntervalClock_MessageOnTheBoundary_IsInTheRow()
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        var rows = new List<(long Time, double Bids)>();
        var engine = new FeatureEngine(book, row => rows.Add((row.Time, row.Values[0])), new FeatureEngineOptions { Features = new FeatureSet(new FeatureDefinition("trades")) }, book.Apply);
        engine.OnEvents([
            MarketEvent.Trade(1, Side.Bid, 100, 1, 500_000_000),
            MarketEvent.Trade(1, Side.Bid, 100, 1, 1_000_000_000),
            MarketEvent.Trade(1, Side.Bid, 100, 1, 1_000_000_001),
            MarketEvent.Trade(1, Side.Bid, 100, 1, 4_000_000_001),
        ]);
        Assert.Equal([(1_000_000_000L, 2.0), (2_000_000_000L, 1.0), (3_000_000_000L, 0.0), (4_000_000_000L, 0.0)], rows);
    }

    [Fact]
    public void OnEvents_OtherInstrument_IsPassedOver()
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        var engine = new FeatureEngine(book, _ => { }, null, book.Apply);
        engine.OnEvents([Level(Side.Bid, 99, 5, last: true) with { InstrumentId = 2 }, MarketEvent.Trade(2, Side.Bid, 100, 1, 1)]);
        Assert.Equal(0, engine.MessageCount);
        Assert.Equal(0, book.LevelCount(Side.Bid));
    }

    [Fact]
    public void IntervalClock_AbsurdTimeStamp_SkipsAndCounts()
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        long rows = 0;
        var engine = new FeatureEngine(book, _ => rows++, new FeatureEngineOptions { SilenceRowsMax = 10 }, book.Apply);
        engine.OnEvents([MarketEvent.Trade(1, Side.Bid, 100, 1, 1), MarketEvent.Trade(1, Side.Bid, 100, 1, long.MaxValue - 5_000_000_000)]);
        Assert.Equal(10, rows);
        Assert.True(engine.SkippedRows > 9_000_000_000);
    }

    [Fact]
    public void Observe_WithoutAdvance_ThrowsInsteadOfLookingAhead()
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        var engine = new FeatureEngine(book, _ => { });
        engine.Observe([MarketEvent.Trade(1, Side.Bid, 100, 1, 1)]);
        Assert.Throws<InvalidOperationException>(() => engine.Observe([MarketEvent.Trade(1, Side.Bid, 100, 1, 2_500_000_000)]));
        Assert.Throws<InvalidOperationException>(() => engine.OnEvents([MarketEvent.Trade(1, Side.Bid, 100, 1, 1)]));
    }

    [Fact]
    public void Normalization_ZScore_LooksAtEarlierRowsOnly()
    {
        MarketEvent[] events = SimulatedSession.Events(25, 120);
        var set = new FeatureSet(new FeatureDefinition("imbalance", "levels", 5));
        double[] raw = Column(events, new FeatureEngineOptions { Features = set });
        double[] scaled = Column(events, new FeatureEngineOptions { Features = set, Normalization = FeatureNormalization.ZScore, NormalizationRows = 50, NormalizationWarmUp = 20 });
        double[] rank = Column(events, new FeatureEngineOptions { Features = set, Normalization = FeatureNormalization.Rank, NormalizationRows = 50, NormalizationWarmUp = 20 });
        double[] robust = Column(events, new FeatureEngineOptions { Features = set, Normalization = FeatureNormalization.Robust, NormalizationRows = 50, NormalizationWarmUp = 20 });
        for (int i = 0; i < raw.Length; i++)
        {
            double[] past = raw[Math.Max(0, i - 50)..i];
            if (past.Length < 20)
            {
                Assert.True(double.IsNaN(scaled[i]));
                continue;
            }

            double mean = past.Average();
            double deviation = Math.Sqrt(past.Sum(v => (v - mean) * (v - mean)) / (past.Length - 1));
            Assert.Equal((raw[i] - mean) / deviation, scaled[i], 1e-9);
            Assert.Equal((past.Count(v => v < raw[i]) + (0.5 * past.Count(v => v == raw[i]))) / past.Length, rank[i], 1e-12);
            double median = Median(past);
            Assert.Equal((raw[i] - median) / (1.4826 * Median([.. past.Select(v => Math.Abs(v - median))])), robust[i], 1e-9);
        }
    }

    [Fact]
    public void Mirror_BidsAndAsksSwapped_FlipsTheSigns()
    {
        MarketEvent[] events = SimulatedSession.Events(26, 90);
        const long Sum = 20_000;
        MarketEvent[] mirrored = [.. events.Select(e => e.Kind == MarketEventKind.Clear ? e : e with { Side = e.Side.Opposite(), Price = Sum - e.Price })];
        FeatureTable a = Table(events), b = Table(mirrored);
        Assert.Equal(a.Times, b.Times);
        foreach (string name in (string[])["queue_imbalance", "imbalance_5", "imbalance_20", "ofi", "ofi_level_3", "net_flow", "trade_imbalance"])
        {
            Assert.All(a[name].Zip(b[name]), p => Assert.True(Same(p.First, -p.Second) || Math.Abs(p.First + p.Second) < 1e-12, name));
        }

        Assert.All(a["spread"].Zip(b["spread"]), p => Assert.True(Same(p.First, p.Second)));
        Assert.All(a["buy_volume"].Zip(b["sell_volume"]), p => Assert.True(Same(p.First, p.Second)));
    }

    [Fact]
    public void Scale_LotsMultiplied_LeavesRatios()
    {
        MarketEvent[] events = SimulatedSession.Events(27, 60);
        MarketEvent[] scaled = [.. events.Select(e => e with { Quantity = e.Quantity * 8 })];
        FeatureTable a = Table(events), b = Table(scaled);
        foreach (string name in (string[])["queue_imbalance", "imbalance_5", "microprice_3", "weighted_mid", "trade_imbalance", "spread_bps", "ofi_normalized", "depth_log_ratio_10bps"])
        {
            Assert.All(a[name].Zip(b[name]), p => Assert.True(Same(p.First, p.Second) || Math.Abs(p.First - p.Second) <= 1e-12 * Math.Max(1, Math.Abs(p.First)), name));
        }
    }

    [Fact]
    public void OrderFlow_OverLongerIntervals_IsTheSumOfTheShorter()
    {
        MarketEvent[] events = SimulatedSession.Events(28, 100);
        double[] seconds = Column(events, new FeatureEngineOptions { Features = new FeatureSet(new FeatureDefinition("ofi")) });
        double[] fives = Column(events, new FeatureEngineOptions { Features = new FeatureSet(new FeatureDefinition("ofi")), Clock = FeatureClock.Every(TimeSpan.FromSeconds(5)) });
        // The session starts on a whole minute: the first row of both is the opening snapshot.
        for (int i = 1; i < fives.Length; i++)
        {
            Assert.Equal(seconds.Skip(1 + ((i - 1) * 5)).Take(5).Sum(), fives[i], 1e-9);
        }
    }

    [Fact]
    public void FullSet_PerMessageAndRow_AllocatesNothing()
    {
        MarketEvent[] events = SimulatedSession.Events(29, 300);
        var book = new SortedBook(SimulatedSession.Instrument);
        long rows = 0;
        var engine = new FeatureEngine(book, _ => rows++, new FeatureEngineOptions { Features = FeatureSet.Full, Normalization = FeatureNormalization.Rank });
        long shift = 0;
        void Once()
        {
            int start = 0;
            for (int i = 0; i < events.Length; i++)
            {
                if (events[i].IsEndOfMessage)
                {
                    ReadOnlySpan<MarketEvent> message = events.AsSpan(start, i + 1 - start);
                    engine.Advance(message[0].ExchangeTime);
                    engine.Observe(message);
                    start = i + 1;
                }
            }
        }

        book.Apply(events.AsSpan(0, events.ToList().FindIndex(e => e.IsEndOfMessage) + 1));
        AllocationGuard.ShouldNotAllocate(Once, runs: 3, warmUp: 3);
        Assert.True(rows > 0 && shift == 0);
    }

    [Theory]
    [InlineData("""{"features":["quote",{"measure":"imbalance","levels":7}]}""", null)]
    [InlineData("""{"features":["nothing"]}""", "There is no measure 'nothing'")]
    [InlineData("""{"features":[{"measure":"imbalance","depth":7}]}""", "has no parameter 'depth'")]
    [InlineData("""{"features":[{"measure":"imbalance","levels":0}]}""", "'levels' of 'imbalance'")]
    [InlineData("""{"features":[{"measure":"imbalance","levels":2.5}]}""", "whole number")]
    [InlineData("""{"features":[{"measure":"imbalance","levels":"five"}]}""", "is a number")]
    [InlineData("""["quote"]""", "array \"features\"")]
    [InlineData("""{"features":[]}""", "names no feature")]
    [InlineData("""{"features":["quote"],"feature":["ofi"]}""", "no property 'feature'")]
    [InlineData("""{"features":["hawkes"]}""", "needs the parameter 'mu'")]
    [InlineData("""{"features":[{"measure":"rsi","bar_trades":5,"bar_value":9}]}""", "At most one of")]
    [InlineData("""{"features":[{"measure":"garch","omega":1,"alpha":0.5,"beta":0.5}]}""", "alpha + beta < 1")]
    [InlineData("""{"features":[{"measure":"macd","fast":9,"slow":3}]}""", "slow")]
    [InlineData("""{"features":""", "JSON")]
    public void FeatureSet_FromJson_ReadsOrSaysWhatIsWrong(string json, string? error)
    {
        FeatureSet Read() => FeatureSet.FromJson(Encoding.UTF8.GetBytes(json));
        if (error is null)
        {
            Assert.Equal(["quote", "imbalance"], Read().Definitions.Select(d => d.Measure));
        }
        else
        {
            Assert.Contains(error, Assert.Throws<FormatException>(Read).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Schema_SameFeatureTwice_IsRefused()
    {
        var set = new FeatureSet(new FeatureDefinition("quote"), new("quote"));
        Assert.Throws<ArgumentException>(() => new FeatureEngine(new SortedBook(SimulatedSession.Instrument), _ => { }, new FeatureEngineOptions { Features = set }));
    }

    private static FeatureTable Table(MarketEvent[] events)
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        return FeatureTable.Compute(book, book.Apply, events, FullEverySecond);
    }

    private static double[] Column(MarketEvent[] events, FeatureEngineOptions options)
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        return FeatureTable.Compute(book, book.Apply, events, options).Columns[0];
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static MarketEvent Level(Side side, long price, long quantity, bool last = false) =>
        MarketEvent.Level(1, side, price, quantity, 1, 0, last ? MarketEventFlags.EndOfMessage : MarketEventFlags.None);

    private static FeatureEngineOptions Options(FeatureClockKind kind, FeatureNormalization normalization) => new()
    {
        Features = FeatureSet.Full,
        Normalization = normalization,
        NormalizationRows = 40,
        NormalizationWarmUp = 10,
        Clock = kind switch
        {
            FeatureClockKind.EveryMessage => FeatureClock.EveryMessage,
            FeatureClockKind.BarClose => FeatureClock.OnBarClose(new BarOptions { Kind = BarKind.Tick, Size = 10 }),
            _ => FeatureClock.Every(TimeSpan.FromSeconds(1)),
        },
    };

    private static List<(long Time, double[] Values)> Run(MarketEvent[] events, FeatureEngineOptions options)
    {
        var rows = new List<(long, double[])>();
        var book = new SortedBook(SimulatedSession.Instrument);
        new FeatureEngine(book, row => rows.Add((row.Time, row.Values.ToArray())), options, book.Apply).OnEvents(events);
        return rows;
    }

    private static void Feed(MarketEvent[] events, SortedBook book, FeatureEngine engine)
    {
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                ReadOnlySpan<MarketEvent> message = events.AsSpan(start, i + 1 - start);
                engine.Advance(message[0].ExchangeTime);
                book.Apply(message);
                engine.Observe(message);
                start = i + 1;
            }
        }
    }

    private static void AssertSamePrefix(List<(long Time, double[] Values)> part, List<(long Time, double[] Values)> whole)
    {
        Assert.True(part.Count <= whole.Count);
        for (int r = 0; r < part.Count; r++)
        {
            Assert.Equal(whole[r].Time, part[r].Time);
            for (int c = 0; c < part[r].Values.Length; c++)
            {
                Assert.True(Same(whole[r].Values[c], part[r].Values[c]), $"row {r} column {c}");
            }
        }
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b)) || a == b;
}
