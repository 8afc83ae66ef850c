using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class MarketReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Episode_BuyAndHold_AccountsExactly(int latency)
    {
        MarketRecording recording = Record(400, 1, out double[] bid, out double[] ask);
        var environment = new MarketReplay(recording, new MarketReplayOptions { MaximumPosition = 3, LatencyRows = latency, RandomStart = false, EpisodeRows = 300, TakerFee = 0.001 });
        var random = new RandomStream(1);
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        double rewards = 0;
        StepResult result;
        int steps = 0;
        do
        {
            double before = environment.Equity;
            result = environment.Step([6], ref random, observation);
            rewards += environment.Equity - before;
            Assert.Equal((float)(environment.Equity - before), result.Reward);
            steps++;
        }
        while (!result.Terminated && !result.Truncated);
        Assert.Equal(300, steps);
        double expected = (3 * (0.5 * (bid[300] + ask[300]))) - (3 * ask[latency] * 1.001);
        Assert.InRange(rewards - expected, -1e-9, 1e-9);
        Assert.InRange(environment.Equity - expected, -1e-9, 1e-9);
    }

    [Fact]
    public void Fill_AnyLatency_IsNeverAtARowTheDecisionHasSeen()
    {
        var random = new RandomStream(3);
        for (int latency = 1; latency <= 4; latency++)
        {
            MarketReplay environment = Passive(Record(300, 2, out _, out _), latency);
            int fills = 0;
            environment.Filled = fill =>
            {
                fills++;
                Assert.True(fill.Row >= fill.DecisionRow + latency);
            };
            Play(environment, ref random, 200);
            Assert.True(fills > 10);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new MarketReplay(Record(300, 2, out _, out _), new MarketReplayOptions { LatencyRows = 0 }));
    }

    [Fact]
    public void Recording_ShiftedFuture_ChangesNoEarlierObservationOrFill()
    {
        const int Cut = 150;
        (List<float[]> first, List<MarketFill> firstFills) = Run(Record(300, 4, out _, out _));
        (List<float[]> second, List<MarketFill> secondFills) = Run(Record(300, 4, out _, out _, changeFrom: Cut));
        Assert.Equal(first.Take(Cut), second.Take(Cut));
        Assert.NotEqual(first.Skip(Cut), second.Skip(Cut));
        Assert.Equal(firstFills.Where(f => f.Row < Cut), secondFills.Where(f => f.Row < Cut));

        static (List<float[]>, List<MarketFill>) Run(MarketRecording recording)
        {
            MarketReplay environment = Passive(recording, latency: 2);
            var fills = new List<MarketFill>();
            environment.Filled = fills.Add;
            var random = new RandomStream(5);
            return (Play(environment, ref random, 280), fills);
        }
    }

    [Fact]
    public void PassiveOrder_QueueAhead_FillsOnlyAfterItIsWorkedOff()
    {
        double[] bid = [10, 10, 10, 10, 10, 10], ask = [11, 11, 11, 11, 11, 11];
        var recording = new MarketRecording([], bid, ask, new MarketQueues
        {
            BidSize = new double[] { 5, 5, 5, 5, 5, 5 },
            AskSize = new double[] { 5, 5, 5, 5, 5, 5 },
            SoldVolume = new double[] { 0, 100, 3, 2, 0.25, 4 },
            BoughtVolume = new double[6],
        });
        var environment = new MarketReplay(recording, new MarketReplayOptions { Styles = [OrderStyle.Take, OrderStyle.Join], RandomStart = false, MakerFee = -0.001 });
        var fills = new List<MarketFill>();
        environment.Filled = fills.Add;
        var random = new RandomStream(1);
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        // Arrives at row 1 behind 5: the 100 sold before its arrival are not its own. The repeated decision keeps the place in the queue: 3 and 2 are before it, then its own.
        for (int t = 0; t < 4; t++)
        {
            environment.Step([2, 1], ref random, observation);
        }

        Assert.Equal([(4, 0.25)], fills.Select(f => (f.Row, f.Quantity)));
        Assert.Equal(0.01 * 0.25, -fills[0].Fee, 12);
        environment.Step([1, 1], ref random, observation);
        Assert.Equal([(4, 0.25), (5, 0.75)], fills.Select(f => (f.Row, f.Quantity)));
    }

    [Fact]
    public void IcebergOrder_Parts_QueueOneBehindTheOther()
    {
        (List<MarketFill> fills, MarketReplay environment) = PlayOnce(OrderStyle.Iceberg, sold: [0, 0, 6, 3, 8, 0], displayed: 5, peak: 0.5);
        // Row 2: 6 sold, 5 ahead, the first half is filled; the second half queues behind 5 again: 3 and then 8 sold.
        Assert.Equal([(2, 0.5), (4, 0.5)], fills.Select(f => (f.Row, f.Quantity)));
        Assert.All(fills, f => Assert.True(f.IsPassive && f.Price == 10));
        Assert.Equal(1, environment.Position);
    }

    [Fact]
    public void JoinedOrder_SameVolume_IsFilledBeforeTheIceberg() =>
        Assert.Equal([(2, 1.0)], PlayOnce(OrderStyle.Join, sold: [0, 0, 6, 3, 8, 0], displayed: 5, peak: 0.5).Fills.Select(f => (f.Row, f.Quantity)));

    [Fact]
    public void SlicedOrder_WithDepth_TakesEqualPartsAndPaysLessThanAtOnce()
    {
        (List<MarketFill> sliced, MarketReplay environment) = PlayOnce(OrderStyle.Slice, sold: new double[6], displayed: 0.25, peak: 1, slices: 4);
        Assert.Equal([(1, 0.25, 11.0), (2, 0.25, 11.0), (3, 0.25, 11.0), (4, 0.25, 11.0)], sliced.Select(f => (f.Row, f.Quantity, f.Price)));
        Assert.Equal(1, environment.Position);
        (List<MarketFill> atOnce, _) = PlayOnce(OrderStyle.Take, sold: new double[6], displayed: 0.25, peak: 1);
        // 0.25 at 11, 0.25 at 12, and the half beyond the two known levels at 13.
        Assert.Equal([(1, 1.0, 12.25)], atOnce.Select(f => (f.Row, f.Quantity, f.Price)));
    }

    [Fact]
    public void MarketRecording_DamagedDepth_NamesRowAndLevel()
    {
        double[] bid = [10, 10], ask = [11, 11];
        var depth = new MarketDepth { Levels = 1, BidPrices = bid, BidSizes = new double[] { 1, 1 }, AskPrices = ask, AskSizes = new double[] { 1, double.NaN } };
        Assert.Contains("Row 1, ask level 0", Assert.Throws<ArgumentException>(() => new MarketRecording([], bid, ask, depth: depth)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MarketRecording([], bid, ask, depth: depth with { BidSizes = new double[1] }));
        Assert.Throws<ArgumentException>(() => new MarketReplay(new MarketRecording([], new double[] { 1, 1, 1, 1 }, new double[] { 2, 2, 2, 2 }), new MarketReplayOptions { Styles = [OrderStyle.Take, OrderStyle.Iceberg] }));
    }

    private static (List<MarketFill> Fills, MarketReplay Environment) PlayOnce(OrderStyle style, double[] sold, double displayed, double peak, int slices = 4)
    {
        int rows = sold.Length;
        double[] bid = Constant(10), ask = Constant(11);
        double[] sizes = [.. Enumerable.Repeat(displayed, rows * 2)];
        var recording = new MarketRecording(
            [],
            bid,
            ask,
            new MarketQueues { BidSize = Constant(displayed), AskSize = Constant(displayed), SoldVolume = sold, BoughtVolume = new double[rows] },
            new MarketDepth
            {
                Levels = 2,
                BidPrices = Enumerable.Range(0, rows * 2).Select(i => 10.0 - (i % 2)).ToArray(),
                BidSizes = sizes,
                AskPrices = Enumerable.Range(0, rows * 2).Select(i => 11.0 + (i % 2)).ToArray(),
                AskSizes = sizes,
            });
        var environment = new MarketReplay(recording, new MarketReplayOptions { Styles = [style, style == OrderStyle.Take ? OrderStyle.Slice : OrderStyle.Take], RandomStart = false, TakerFee = 0, IcebergPeak = peak, SliceRows = slices });
        var fills = new List<MarketFill>();
        environment.Filled = fills.Add;
        var random = new RandomStream(1);
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        for (int t = 0; t < rows - 1; t++)
        {
            environment.Step([2, 0], ref random, observation);
        }

        return (fills, environment);

        double[] Constant(double value) => [.. Enumerable.Repeat(value, rows)];
    }

    [Fact]
    public void VectorEnvironment_EpisodeEnd_KeepsTheFinalObservationAndRestarts()
    {
        var vector = new VectorEnvironment(2, _ => new MarketReplay(Record(50, 6, out double[] _, out double[] _), new MarketReplayOptions { EpisodeRows = 10 }));
        var observations = new float[2 * vector.ObservationSize];
        var final = new float[2 * vector.ObservationSize];
        vector.Reset(3, observations);
        var rewards = new float[2];
        var terminated = new bool[2];
        var truncated = new bool[2];
        for (int t = 0; t < 10; t++)
        {
            Assert.False(truncated[0]);
            vector.Step(0, 2, [1, 1], new StepBuffers { Observations = observations, Rewards = rewards, Terminated = terminated, Truncated = truncated, FinalObservations = final });
        }

        Assert.Equal([true, true], truncated);
        int timeLeft = vector.ObservationSize - 2;
        Assert.Equal(0, final[timeLeft]);
        Assert.Equal(1, observations[timeLeft]);
    }

    private static MarketReplay Passive(MarketRecording recording, int latency) =>
        new(recording, new MarketReplayOptions { MaximumPosition = 2, LatencyRows = latency, Styles = [OrderStyle.Take, OrderStyle.Join], RandomStart = false, EpisodeRows = 280 });

    private static List<float[]> Play(MarketReplay environment, ref RandomStream random, int steps)
    {
        var observations = new List<float[]>();
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        observations.Add([.. observation]);
        for (int t = 0; t < steps; t++)
        {
            float[] action = [random.NextInt32(5), random.NextInt32(2)];
            if (environment.Step(action, ref random, observation) is { Truncated: true })
            {
                break;
            }

            observations.Add([.. observation]);
        }

        return observations;
    }

    internal static MarketRecording Record(int rows, ulong seed, out double[] bid, out double[] ask, int changeFrom = int.MaxValue)
    {
        var random = new RandomStream(seed);
        bid = new double[rows];
        ask = new double[rows];
        var features = new float[rows * 3];
        double[] bidSize = new double[rows], askSize = new double[rows], sold = new double[rows], bought = new double[rows];
        double mid = 100;
        for (int t = 0; t < rows; t++)
        {
            if (t == changeFrom)
            {
                mid += 7;
            }

            mid += Math.Round(random.NextNormal() * 2) * 0.01;
            bid[t] = mid - 0.01;
            ask[t] = mid + 0.01;
            bidSize[t] = random.NextInt32(3);
            askSize[t] = random.NextInt32(3);
            sold[t] = random.NextInt32(6);
            bought[t] = random.NextInt32(6);
            for (int f = 0; f < 3; f++)
            {
                features[(t * 3) + f] = (float)random.NextNormal() + (t >= changeFrom ? 1 : 0);
            }
        }

        return new MarketRecording(features, bid, ask, new MarketQueues { BidSize = bidSize, AskSize = askSize, SoldVolume = sold, BoughtVolume = bought });
    }
}
