using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Microstructure.Tests;

/// <summary>
/// What every measure of the engine promises, over the registry of all of them: the catalogue, with parameters that warm up within the session, and the
/// measures with fitted models. Rows are written after every message, so nothing hides between two rows.
/// </summary>
public class FeatureCatalogTests
{
    private static readonly MarketEvent[] Session = GappedSession();

    private static readonly Dictionary<string, FeatureSet> Registry = MakeRegistry();

    public static TheoryData<string> Names() => [.. Registry.Keys];

    [Fact]
    public void Registry_HoldsEveryMeasureOfTheCatalogue()
    {
        var covered = Registry.Values.SelectMany(s => s.Definitions).Select(d => d.Measure).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(FeatureCatalog.Entries.Select(e => e.Measure).Except(covered));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Live_AfterReset_EqualsBatchBitForBit(string name)
    {
        FeatureEngineOptions options = EveryMessage(name);
        var batchBook = new SortedBook(SimulatedSession.Instrument);
        FeatureTable batch = FeatureTable.Compute(batchBook, batchBook.Apply, Session, options);
        var book = new SortedBook(SimulatedSession.Instrument);
        int row = 0;
        bool compares = false;
        var engine = new FeatureEngine(
            book,
            r =>
            {
                if (!compares)
                {
                    return;
                }

                Assert.Equal(batch.Times[row], r.Time);
                for (int c = 0; c < r.Values.Length; c++)
                {
                    Assert.True(SameBits(batch.Columns[c][row], r.Values[c]), $"{batch.Schema[c].Name} row {row}: {batch.Columns[c][row]:R} and {r.Values[c]:R}");
                    Assert.Equal(r.IsValid(c), double.IsFinite(r.Values[c]));
                }

                row++;
            },
            options);
        Feed(SimulatedSession.Events(51, 20), book, engine);
        engine.Reset();
        compares = true;
        book.Apply([MarketEvent.Clear(1, 0)]);
        Feed(Session, book, engine);
        Assert.Equal(batch.Times.Count, row);
        // A measure that never said anything would pass everything above.
        Assert.All(batch.Schema.Select((f, c) => (f.Name, Values: batch.Columns[c])), p => Assert.True(p.Values.Any(double.IsFinite), $"{p.Name} has no value"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Prefix_GivesTheFirstRows(string name)
    {
        FeatureEngineOptions options = EveryMessage(name);
        FeatureTable whole = Table(Session, options);
        foreach (double share in (double[])[0.13, 0.51, 0.77])
        {
            int end = (int)(share * Session.Length);
            while (!Session[end - 1].IsEndOfMessage)
            {
                end++;
            }

            FeatureTable part = Table(Session[..end], options);
            for (int c = 0; c < part.Schema.Count; c++)
            {
                for (int r = 0; r < part.Times.Count; r++)
                {
                    Assert.True(SameBits(whole.Columns[c][r], part.Columns[c][r]), $"{part.Schema[c].Name} row {r}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Alone_EqualsAmongAllOthers(string name)
    {
        // What sources share (levels read, depth, cost, bars) must not depend on who else asks.
        FeatureSet set = Registry[name];
        var everything = new FeatureSet(Registry.Values.SelectMany(s => s.Definitions).Where(d => !set.Definitions.Contains(d)).DistinctBy(d => d.Measure + string.Join(',', d.Parameters.Values)));
        string[] own = [.. set.CreateSources(SimulatedSession.Instrument).SelectMany(s => s.Features).Select(f => f.Name)];
        FeatureSet among = everything;
        foreach (FeatureDefinition definition in set.Definitions)
        {
            among = new FeatureSet([.. among.Definitions.Where(d => !Columns(d).Intersect(own).Any()), definition]);
        }

        if (set.Definitions.Count == 0)
        {
            return;
        }

        var options = new FeatureEngineOptions { Features = set };
        FeatureTable alone = Table(Session, options), together = Table(Session, options with { Features = among });
        foreach (string column in own)
        {
            Assert.True(alone[column].Zip(together[column]).All(p => SameBits(p.First, p.Second)), column);
        }

        static IEnumerable<string> Columns(FeatureDefinition d) => FeatureCatalog.Create(d, SimulatedSession.Instrument).Features.Select(f => f.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WarmUp_IsNotShorterThanDeclared(string name)
    {
        FeatureTable table = Table(SimulatedSession.Events(52, 150), new FeatureEngineOptions { Features = Registry[name] });
        for (int c = 0; c < table.Schema.Count; c++)
        {
            FeatureInfo info = table.Schema[c];
            int first = Array.FindIndex(table.Columns[c], double.IsFinite);
            bool countsRows = info is { WarmUpTrades: 0, WarmUpBars: 0, WarmUpQuantity: 0 };
            Assert.True(first < 0 || (countsRows ? first >= info.WarmUpRows : first > 0), $"{info.Name}: first value in row {first}, declared {info.WarmUpRows}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PerMessage_AllocatesNothing(string name)
    {
        MarketEvent[] events = SimulatedSession.Events(53, 40);
        var book = new SortedBook(SimulatedSession.Instrument);
        (int Start, int Length)[] messages = Messages(events);
        book.Apply(events.AsSpan(messages[0].Start, messages[0].Length));
        long rows = 0;
        var engine = new FeatureEngine(book, _ => rows++, EveryMessage(name));
        AllocationGuard.ShouldNotAllocate(
            () =>
            {
                foreach ((int start, int length) in messages)
                {
                    ReadOnlySpan<MarketEvent> message = events.AsSpan(start, length);
                    engine.Advance(message[0].ExchangeTime);
                    engine.Observe(message);
                }
            },
            runs: 2,
            warmUp: 4);
        Assert.True(rows > 0);
    }

    [Fact]
    public void Mirror_BidsAndAsksSwapped_SwapsAndFlips()
    {
        // Prices p become S − p with S far above twice the price, so that tick rule, bars and classification see the mirrored market too.
        MarketEvent[] events = SimulatedSession.Events(54, 120);
        const long Sum = 20_000;
        MarketEvent[] mirrored = [.. events.Select(e => e.Kind == MarketEventKind.Clear ? e : e with { Side = e.Side.Opposite(), Price = Sum - e.Price })];
        var set = new FeatureSet(Registry.Where(p => p.Key is "ofi" or "multi_level_ofi" or "trades" or "intensity" or "passive_flow" or "blocks" or "iceberg" or "hawkes" or "vpin" or "quote" or "imbalance" or "activity" or "resilience").SelectMany(p => p.Value.Definitions));
        FeatureTable a = Table(events, new FeatureEngineOptions { Features = set }), b = Table(mirrored, new FeatureEngineOptions { Features = set });
        foreach ((string left, string right, int sign) in ((string, string, int)[])[
            ("ofi", "ofi", -1), ("ofi_normalized", "ofi_normalized", -1), ("ofi_level_2", "ofi_level_2", -1), ("queue_imbalance", "queue_imbalance", -1), ("imbalance_5", "imbalance_5", -1),
            ("net_flow", "net_flow", -1), ("trade_imbalance", "trade_imbalance", -1), ("block_net_flow", "block_net_flow", -1), ("buy_volume", "sell_volume", 1), ("buy_rate_10s", "sell_rate_10s", 1),
            ("passive_buy_volume", "passive_sell_volume", 1), ("bid_cancelled", "ask_cancelled", 1), ("maker_taker_balance", "maker_taker_balance", 1), ("hawkes_buy_intensity", "hawkes_sell_intensity", 1),
            ("iceberg_bid_probability", "iceberg_ask_probability", 1), ("iceberg_refills", "iceberg_refills", 1), ("block_count", "block_count", 1), ("vpin", "vpin", 1), ("spread", "spread", 1),
            ("recovery_seconds", "recovery_seconds", 1), ("recovered_share", "recovered_share", 1), ("depth_messages", "depth_messages", 1)])
        {
            Assert.All(a[left].Zip(b[right]), p => Assert.True(SameBits(p.First, p.Second) || Math.Abs(p.First - (sign * p.Second)) <= 1e-12 * Math.Max(1, Math.Abs(p.First)), $"{left}: {p.First} and {p.Second}"));
        }
    }

    [Fact]
    public void Scale_LotsMultiplied_LeavesRatiosOfEveryMeasure()
    {
        MarketEvent[] events = SimulatedSession.Events(55, 90);
        MarketEvent[] scaled = [.. events.Select(e => e with { Quantity = e.Quantity * 8 })];
        var set = new FeatureSet(Registry.Where(p => p.Key is "passive_flow" or "blocks" or "depth_ratio" or "execution_quality" or "volume_profile" or "resilience" or "persistent_depth" or "noise_robust" or "effective_spread" or "roll" or "weighted_imbalance" or "rsi").SelectMany(p => p.Value.Definitions));
        FeatureTable a = Table(events, new FeatureEngineOptions { Features = set }), b = Table(scaled, new FeatureEngineOptions { Features = set });
        foreach (string name in (string[])[
            "maker_taker_balance", "block_count", "bid_ask_ratio_100bps", "realized_spread_2s_bps", "price_impact_2s_bps", "effective_spread_2s_bps", "control_distance_bps", "value_low_distance_bps",
            "recovery_seconds", "support_distance_bps", "support_strength", "two_scale_volatility", "effective_spread_bps", "roll_spread", "weighted_imbalance_20", "rsi_3_2s"])
        {
            Assert.All(a[name].Zip(b[name]), p => Assert.True(SameBits(p.First, p.Second) || Math.Abs(p.First - p.Second) <= 1e-9 * Math.Max(1, Math.Abs(p.First)), $"{name}: {p.First} and {p.Second}"));
        }
    }

    [Fact]
    public void Increments_TenTimesFiner_GiveTheSameRows()
    {
        // The same market stored with finer increments of price and quantity is the same market.
        MarketEvent[] events = SimulatedSession.Events(61, 60);
        MarketEvent[] finer = [.. events.Select(e => e.Kind == MarketEventKind.Clear ? e : e with { Price = e.Price * 10, Quantity = e.Quantity * 10 })];
        Instrument coarse = SimulatedSession.Instrument;
        var book = new SortedBook(new Instrument(coarse.Id, coarse.Symbol, coarse.Price.Value / 10, coarse.Quantity.Value / 10));
        var set = new FeatureSet(Registry.Where(p => p.Key is not ("return" or "volatility")).SelectMany(p => p.Value.Definitions));
        FeatureTable a = Table(events, new FeatureEngineOptions { Features = set }), b = FeatureTable.Compute(book, book.Apply, finer, new FeatureEngineOptions { Features = set });
        for (int c = 0; c < a.Schema.Count; c++)
        {
            for (int r = 0; r < a.Times.Count; r++)
            {
                double x = a.Columns[c][r], y = b.Columns[c][r];
                Assert.True(SameBits(x, y) || Math.Abs(x - y) <= 1e-9 * Math.Max(Math.Abs(x), 1e-6), $"{a.Schema[c].Name} row {r}: {x:R} and {y:R}");
            }
        }

        Assert.Equal(a["mid"], b["mid"]);
        Assert.Equal(a["buy_volume"], b["buy_volume"]);
    }

    [Fact]
    public void ExecutionQuality_Rows_KeepTheIdentityToTheLastBit()
    {
        FeatureTable table = Table(SimulatedSession.Events(56, 150), new FeatureEngineOptions { Features = Registry["execution_quality"] });
        double[] effective = table["effective_spread_2s_bps"], realized = table["realized_spread_2s_bps"], impact = table["price_impact_2s_bps"];
        Assert.True(effective.Count(double.IsFinite) > 50);
        Assert.All(Enumerable.Range(0, effective.Length), i => Assert.True(SameBits(effective[i], realized[i] + impact[i])));
    }

    [Fact]
    public void Technical_OnBarsOfTheEngine_EqualsTheMeasureOnBarsOfTheTrades()
    {
        MarketEvent[] events = SimulatedSession.Events(57, 120);
        FeatureTable table = Table(events, new FeatureEngineOptions { Features = Registry["rsi"], Clock = FeatureClock.Every(TimeSpan.FromSeconds(1)) });
        double[] column = table["rsi_3_2s"];
        Instrument instrument = SimulatedSession.Instrument;
        var closes = new SortedDictionary<long, double>();
        foreach (MarketEvent e in events.Where(e => e.Kind == MarketEventKind.Trade))
        {
            closes[e.ExchangeTime / 2_000_000_000] = instrument.PriceToDouble(e.Price);
        }

        double[] rsi = new RelativeStrengthIndex(3).ComputeColumn<double>([.. closes.Values]);
        long[] ends = [.. closes.Keys.Select(k => (k + 1) * 2_000_000_000)];
        for (int r = 0; r < column.Length; r++)
        {
            int last = Array.FindLastIndex(ends, end => end <= table.Times[r]);
            double expected = last < 0 ? double.NaN : rsi[last];
            Assert.True(SameBits(expected, column[r]), $"row {r}: {expected} and {column[r]}");
        }
    }

    [Fact]
    public void Schema_Normalised_SaysSoAndWaitsForTheScale()
    {
        var plain = new FeatureEngineOptions { Features = new FeatureSet(new FeatureDefinition("return", "rows", 3), new("vpin")) };
        FeatureSchema schema = new FeatureEngine(new SortedBook(SimulatedSession.Instrument), _ => { }, plain).Schema;
        FeatureSchema scaled = new FeatureEngine(new SortedBook(SimulatedSession.Instrument), _ => { }, plain with { Normalization = FeatureNormalization.ZScore, NormalizationWarmUp = 12 }).Schema;
        Assert.Equal((MeasureUnit.Return, 3), (schema[0].Unit, schema[0].WarmUpRows));
        Assert.Equal((MeasureUnit.Number, 15), (scaled[0].Unit, scaled[0].WarmUpRows));
        Assert.Equal(50.0, schema[1].WarmUpQuantity);
        Assert.Equal(schema.Hash, scaled.Hash);
        Assert.Equal(64, schema.Hash.Length);
    }

    private static Dictionary<string, FeatureSet> MakeRegistry()
    {
        var short_ = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal)
        {
            ["return"] = new() { ["rows"] = 3 },
            ["volatility"] = new() { ["rows"] = 10 },
            ["liquidity_score"] = new() { ["rows"] = 20 },
            ["kyle_lambda"] = new() { ["rows"] = 10 },
            ["amihud"] = new() { ["rows"] = 5 },
            ["roll"] = new() { ["trades"] = 10 },
            ["vpin"] = new() { ["bucket_quantity"] = 0.05, ["buckets"] = 4 },
            ["blocks"] = new() { ["window"] = 20, ["multiple"] = 2, ["quantile"] = 0.8 },
            ["volume_profile"] = new() { ["trades"] = 15 },
            ["noise_robust"] = new() { ["trades"] = 15, ["scale"] = 3, ["bandwidth"] = 4 },
            ["persistent_depth"] = new() { ["strength"] = 1.2 },
            ["regime"] = new() { ["rows"] = 8, ["long_rows"] = 40 },
            ["execution_quality"] = new() { ["horizon_seconds"] = 2 },
            ["iceberg"] = new() { ["refill_seconds"] = 2 },
            ["hawkes"] = new() { ["mu"] = 0.4, ["alpha"] = 0.7, ["beta"] = 1.3 },
            ["garch"] = new() { ["omega"] = 1e-9, ["alpha"] = 0.1, ["beta"] = 0.85 },
            ["sma"] = new() { ["period"] = 3, ["bar_trades"] = 4 },
            ["ema"] = new() { ["period"] = 3, ["bar_quantity"] = 0.1 },
            ["rsi"] = new() { ["period"] = 3, ["bar_seconds"] = 2 },
            ["macd"] = new() { ["fast"] = 2, ["slow"] = 4, ["signal"] = 2, ["bar_value"] = 10 },
            ["atr"] = new() { ["period"] = 3, ["bar_imbalance"] = 4 },
            ["adx"] = new() { ["period"] = 2, ["bar_seconds"] = 2 },
            ["bollinger"] = new() { ["period"] = 4, ["bar_trades"] = 4 },
            ["stochastic"] = new() { ["period"] = 4, ["bar_seconds"] = 2 },
            ["vwap"] = new() { ["bar_seconds"] = 2 },
            ["obv"] = new() { ["bar_seconds"] = 2 },
            ["momentum"] = new() { ["period"] = 3, ["bar_seconds"] = 2 },
            ["momentum_cascade"] = new() { ["bar_seconds"] = 1, ["medium"] = 2, ["slow"] = 4, ["period"] = 2 },
            ["range_volatility"] = new() { ["period"] = 4, ["bar_trades"] = 4 },
            ["bulk_volume"] = new() { ["window"] = 5, ["bar_seconds"] = 2 },
        };
        var registry = FeatureCatalog.Entries.ToDictionary(e => e.Measure, e => new FeatureSet(new FeatureDefinition(e.Measure, short_.GetValueOrDefault(e.Measure) ?? [])), StringComparer.Ordinal);
        var random = new SimulationRandom(58);
        QuoteTick[] quotes = [.. Enumerable.Range(0, 4000).Select(i => new QuoteTick(i, 10_000 + random.NextInt32(2), 1 + random.NextInt32(50), 10_002 + random.NextInt32(2), 1 + random.NextInt32(50)))];
        registry["model: microprice"] = new FeatureSet().WithMicroprice(MicropriceModel.Fit(quotes, 5, 3));
        double[] sides = [.. Enumerable.Range(0, 500).Select(_ => random.NextBoolean(0.5) ? 1.0 : -1.0)];
        registry["model: trade information"] = new FeatureSet().WithTradeInformation(HasbrouckImpact.Fit([.. sides.Select(s => (s * 1e-5) + (1e-5 * random.NextNormal()))], sides, 2));
        registry["model: seasonality"] = new FeatureSet().WithSeasonality(IntradaySeasonality.Fit([.. Enumerable.Range(0, 24 * 60).Select(i => i * 60_000_000_000L)], [.. Enumerable.Range(0, 24 * 60).Select(i => 1.0 + ((i / 60) % 7))], TimeSpan.FromMinutes(1)));
        return registry;
    }

    /// <summary>Two sessions with a lost connection between them; every third stamp repeats the one before, some trades do not tell their aggressor.</summary>
    private static MarketEvent[] GappedSession()
    {
        MarketEvent[] first = [.. SimulatedSession.Events(59, 45)];
        long shift = first[^1].ExchangeTime - first[0].ExchangeTime + 5_000_000_000;
        MarketEvent[] second = [.. SimulatedSession.Events(60, 30).Select(e => e with { ExchangeTime = e.ExchangeTime + shift })];
        MarketEvent[] joined = [.. first, MarketEvent.Clear(1, first[^1].ExchangeTime + 1, MarketEventFlags.EndOfMessage), .. second];
        for (int i = 1; i < joined.Length; i++)
        {
            if (i % 3 == 0)
            {
                joined[i] = joined[i] with { ExchangeTime = joined[i - 1].ExchangeTime };
            }

            if (joined[i].Kind == MarketEventKind.Trade && i % 5 == 0)
            {
                joined[i] = joined[i] with { Side = Side.None };
            }
        }

        return joined;
    }

    private static FeatureEngineOptions EveryMessage(string name) => new() { Features = Registry[name], Clock = FeatureClock.EveryMessage };

    private static FeatureTable Table(MarketEvent[] events, FeatureEngineOptions options)
    {
        var book = new SortedBook(SimulatedSession.Instrument);
        return FeatureTable.Compute(book, book.Apply, events, options);
    }

    private static (int Start, int Length)[] Messages(MarketEvent[] events)
    {
        var messages = new List<(int, int)>();
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                messages.Add((start, i + 1 - start));
                start = i + 1;
            }
        }

        return [.. messages];
    }

    private static void Feed(MarketEvent[] events, SortedBook book, FeatureEngine engine)
    {
        foreach ((int start, int length) in Messages(events))
        {
            ReadOnlySpan<MarketEvent> message = events.AsSpan(start, length);
            // As the engine does it itself: the latest stamp of a message is its time.
            long time = 0;
            foreach (MarketEvent e in message)
            {
                time = Math.Max(time, e.ExchangeTime);
            }

            engine.Advance(time);
            book.Apply(message);
            engine.Observe(message);
        }
    }

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));
}
