using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Microstructure.Tests;

/// <summary>What every streaming measure promises, over the registry of all of them.</summary>
public class StreamingMeasureTests
{
    private const int Length = 600;

    private static readonly double[] Prices = MakePrices();
    private static readonly double[] Returns = [.. Prices.Skip(1).Zip(Prices, (b, a) => Math.Log(b / a))];
    private static readonly PriceBar[] Bars = MakeBars();
    private static readonly TradeTick[] Trades = MakeTrades();
    private static readonly QuoteTick[] Quotes = MakeQuotes();
    private static readonly QuotedTrade[] QuotedTrades = [.. Trades.Zip(Quotes, (t, q) => new QuotedTrade(t with { Price = q.BidPrice + (t.Price % 6) - 1 }, q))];
    private static readonly ImpactObservation[] Impacts = [.. Returns.Select((r, i) => new ImpactObservation(r, (r * 1e4) + (i * i * 7 % 13) - 6))];
    private static readonly HasbrouckImpact Var = HasbrouckImpact.Fit([.. Impacts.Select(i => i.PriceChange)], [.. Impacts.Select(i => i.SignedFlow)], 3);

    private static readonly Dictionary<string, Action<Check>> Registry = new(StringComparer.Ordinal)
    {
        ["sma"] = c => c.Run(() => new SimpleMovingAverage(7), Prices),
        ["ema"] = c => c.Run(() => new ExponentialMovingAverage(7), Prices),
        ["rsi"] = c => c.Run(() => new RelativeStrengthIndex(), Prices),
        ["macd"] = c => c.Run(() => new Macd(), Prices),
        ["bollinger"] = c => c.Run(() => new BollingerBands(), Prices),
        ["momentum"] = c => c.Run(() => new Momentum(5), Prices),
        ["roll"] = c => c.Run(() => new RollSpread(40), Prices),
        ["realized"] = c => c.Run(() => new RealizedVolatility(30), Returns),
        ["garch"] = c => c.Run(() => new GarchVariance(new GarchParameters(0, 1e-6, 0.1, 0.85)), Returns),
        ["true_range"] = c => c.Run(() => new TrueRange(), Bars),
        ["atr"] = c => c.Run(() => new AverageTrueRange(), Bars),
        ["atr_from_first"] = c => c.Run(() => new AverageTrueRange(14, skipFirstBar: false), Bars),
        ["directional_movement"] = c => c.Run(() => new DirectionalMovement(), Bars),
        ["stochastic"] = c => c.Run(() => new StochasticOscillator(), Bars),
        ["vwap"] = c => c.Run(() => new SessionVwap(), Bars),
        ["obv"] = c => c.Run(() => new OnBalanceVolume(), Bars),
        ["range_volatility"] = c => c.Run(() => new RangeVolatility(20), Bars),
        ["bulk_volume"] = c => c.Run(() => new BulkVolume(20), Bars),
        ["multi_timeframe"] = c => c.Run(() => new MultiTimeframe(new TimeframeAggregator(TimeSpan.FromMinutes(1), 5), new OfClose(new RelativeStrengthIndex(5))), Bars, checksWarmUp: false),
        ["momentum_cascade"] = c => c.Run(() => new MomentumCascade(TimeSpan.FromMinutes(1), [1, 5, 15]), Bars, checksWarmUp: false),
        ["noise_robust"] = c => c.Run(() => new NoiseRobustVolatility(40, 5, 6), Prices),
        ["tick_rule"] = c => c.Run(() => new TickRule(), Trades),
        ["lee_ready"] = c => c.Run(() => new LeeReady(), QuotedTrades, checksWarmUp: false),
        ["volume_profile"] = c => c.Run(() => new RollingVolumeProfile(60, 10), Trades),
        ["chain_microprice"] = c => c.Run(() => new ChainMicroprice(MicropriceModel.Fit(Quotes, 4, 5)), Quotes),
        ["liquidity_score"] = c => c.Run(() => new LiquidityScore(), [.. Returns.Select((r, i) => new LiquidityReading(2 + r, 100 + Math.Sin(i), 3 - r))]),
        ["amihud"] = c => c.Run(() => new AmihudIlliquidity(25), [.. Returns.Select((r, i) => new TradedReturn(r, 1e6 + i))]),
        ["trade_information"] = c => c.Run(() => new TradeInformation(Var), Impacts),
        ["ofi"] = c => c.Run(() => new OrderFlowImbalance(), Quotes),
        ["vpin"] = c => c.Run(() => new Vpin(500, 20), Trades, checksWarmUp: false),
        ["intensity"] = c => c.Run(() => new FlowIntensity(), Trades),
        ["blocks"] = c => c.Run(() => new BlockTrades(200), Trades),
        ["hawkes_intensity"] = c => c.Run(() => new HawkesIntensity(new HawkesParameters(1, 0.5, 2)), [.. Trades.Select(t => t.Time)]),
        ["kyle"] = c => c.Run(() => new KyleLambda(30), Impacts),
        ["regime"] = c => c.Run(() => new RegimeClassifier(), [.. Returns.Select((r, i) => new RegimeObservation(r, 0.5 + (0.5 * Math.Sin(i / 20.0))))]),
    };

    public static TheoryData<string> Names() => [.. Registry.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_EqualsStream_BitForBitAlsoAfterReset(string name) => Registry[name](new BatchEqualsStream());

    [Theory]
    [MemberData(nameof(Names))]
    public void Prefix_GivesTheFirstValues(string name) => Registry[name](new PrefixInvariance());

    [Theory]
    [MemberData(nameof(Names))]
    public void MissingInput_GivesNoValueAndChangesNothingAfter(string name) => Registry[name](new MissingInputs());

    [Theory]
    [MemberData(nameof(Names))]
    public void WarmUp_IsAsDeclared(string name) => Registry[name](new WarmUp());

    [Theory]
    [MemberData(nameof(Names))]
    public void Update_AllocatesNothing(string name) => Registry[name](new Allocation());

    [Fact]
    public void Registry_HoldsEveryStreamingMeasureOfThePackage()
    {
        int measures = typeof(IStreamingMeasure<>).Assembly.GetExportedTypes()
            .Count(t => t is { IsClass: true, IsAbstract: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStreamingMeasure<>)));
        // AverageTrueRange is there twice; OfClose is inside the multi-timeframe entries.
        Assert.Equal(measures, Registry.Count);
    }

    private static double[] MakePrices()
    {
        var random = new SimulationRandom(77);
        var prices = new double[Length];
        double log = Math.Log(100);
        for (int i = 0; i < Length; i++)
        {
            log += 0.002 * random.NextNormal();
            prices[i] = Math.Round(Math.Exp(log), 2);
        }

        return prices;
    }

    private static PriceBar[] MakeBars()
    {
        var random = new SimulationRandom(78);
        var bars = new PriceBar[Length];
        for (int i = 0; i < Length; i++)
        {
            double open = i == 0 ? Prices[0] : Prices[i - 1] * (1 + (0.0003 * random.NextNormal()));
            double close = Prices[i];
            double high = Math.Max(open, close) * (1 + (0.001 * random.NextExponential(1)));
            double low = Math.Min(open, close) * (1 - (0.001 * random.NextExponential(1)));
            bars[i] = new PriceBar(1_700_000_040_000_000_000 + (i * 60_000_000_000L), open, high, low, close, random.NextInt32(1000) + 1);
        }

        return bars;
    }

    private static TradeTick[] MakeTrades()
    {
        var random = new SimulationRandom(79);
        long time = 1_700_000_000_000_000_000;
        return [.. Enumerable.Range(0, Length).Select(i => new TradeTick(time += random.NextInt32(5) == 0 ? 0 : random.NextInt64(1, 2_000_000_000), (long)(Prices[i] * 100), 1 + (long)random.NextExponential(80), random.NextBoolean(0.5) ? Side.Bid : Side.Ask))];
    }

    private static QuoteTick[] MakeQuotes()
    {
        var random = new SimulationRandom(80);
        return [.. Enumerable.Range(0, Length).Select(i => new QuoteTick(i, 100 + (i / 50) + random.NextInt32(2), random.NextInt64(1, 50), 103 + (i / 50) + random.NextInt32(2), random.NextInt64(1, 50)))];
    }

    internal abstract class Check
    {
        public abstract void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
            where T : struct;

        protected static double[] Batch<T>(IStreamingMeasure<T> measure, ReadOnlySpan<T> inputs)
            where T : struct
        {
            var outputs = new double[inputs.Length * measure.Outputs.Count];
            measure.Compute(inputs, outputs);
            return outputs;
        }

        protected static void AssertSameBits(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
        {
            for (int i = 0; i < actual.Length; i++)
            {
                Assert.True(BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]), $"value {i}: {expected[i]:R} and {actual[i]:R}");
            }
        }
    }

    private sealed class BatchEqualsStream : Check
    {
        public override void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
        {
            double[] batch = Batch(make(), inputs);
            IStreamingMeasure<T> stream = make();
            int width = stream.Outputs.Count;
            var row = new double[width];
            foreach (T input in inputs.Take(333))
            {
                stream.Update(input, row);
            }

            stream.Reset();
            for (int i = 0; i < inputs.Length; i++)
            {
                stream.Update(inputs[i], row);
                AssertSameBits(batch.AsSpan(i * width, width), row);
            }

            Assert.Equal(width, stream.Outputs.Select(o => o.Name).Distinct().Count());
        }
    }

    private sealed class PrefixInvariance : Check
    {
        public override void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
        {
            double[] whole = Batch(make(), inputs);
            foreach (int length in (int[])[0, 1, 50, 299])
            {
                AssertSameBits(whole, Batch(make(), inputs.AsSpan(0, length)));
            }
        }
    }

    private sealed class MissingInputs : Check
    {
        public override void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
        {
            // Numbers and bars can be missing; ticks and trades cannot.
            object? missing = typeof(T) == typeof(double) ? double.NaN
                : typeof(T) == typeof(PriceBar) ? new PriceBar(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
                : null;
            if (missing is not T gap)
            {
                return;
            }

            IStreamingMeasure<T> measure = make();
            int width = measure.Outputs.Count;
            double[] whole = Batch(make(), inputs);
            var row = new double[width];
            for (int i = 0; i < inputs.Length; i++)
            {
                if (i % 7 == 3)
                {
                    measure.Update(gap, row);
                    // A measure over a window of ticks has values without the missing one.
                    Assert.True(measure is NoiseRobustVolatility or RollSpread || row.All(double.IsNaN), "a missing input has a value");
                }

                measure.Update(inputs[i], row);
                AssertSameBits(whole.AsSpan(i * width, width), row);
            }
        }
    }

    private sealed class WarmUp : Check
    {
        public override void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
        {
            if (!checksWarmUp)
            {
                return;
            }

            IStreamingMeasure<T> measure = make();
            double[] outputs = Batch(measure, inputs);
            for (int k = 0; k < measure.Outputs.Count; k++)
            {
                int first = Enumerable.Range(0, inputs.Length).First(i => !double.IsNaN(outputs[(i * measure.Outputs.Count) + k]));
                // Roll's spread and the jump share may stay undefined after their warm-up.
                Assert.True(measure.Outputs[k].Name == "roll_spread" ? first >= measure.Outputs[k].WarmUp : first == measure.Outputs[k].WarmUp, $"{measure.Outputs[k].Name}: first value at {first}, declared {measure.Outputs[k].WarmUp}");
            }
        }
    }

    private sealed class Allocation : Check
    {
        public override void Run<T>(Func<IStreamingMeasure<T>> make, T[] inputs, bool checksWarmUp = true)
        {
            IStreamingMeasure<T> measure = make();
            var row = new double[measure.Outputs.Count];
            AllocationGuard.ShouldNotAllocate(
                () =>
                {
                    foreach (T input in inputs)
                    {
                        measure.Update(input, row);
                    }
                },
                runs: 5,
                warmUp: 5);
        }
    }
}
