using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class LevelTwoTests
{
    [Fact]
    public void LevelTwoState_KnownBook_GivesTheFormulas()
    {
        var state = new LevelTwoState(new LevelTwoOptions { Levels = 2, OrderSize = 3, ImpactFactor = 0, FlowHalfLife = 1, BlockMultiple = 4 });
        state.Update(Row(100, 102, bidSize: 3, askSize: 1, bought: 2, sold: 2, trade: 1));
        Assert.Equal(1e4 * 2 / 101, state.SpreadBps, 9);
        Assert.Equal((6.0 - 2) / 8, state.Imbalance, 12);
        Assert.Equal(0, state.LiquidityScore, 12);
        Assert.Equal(0.5, state.Timing, 12);
        // Buys 1 at 102, 1 at 103 and the rest beyond the two known levels at 104; sells all three at 100.
        Assert.Equal(1e4 * ((103.0 / 101) - 1), state.ImpactBuyBps, 8);
        Assert.Equal(1e4 * (1 - (100.0 / 101)), state.ImpactSellBps, 8);
        state.Update(Row(100, 102, bidSize: 6, askSize: 2, bought: 8, sold: 0, trade: 4));
        Assert.Equal(Math.Log(2), state.LiquidityScore, 12);
        Assert.Equal(2.0 / 3, state.Timing, 12);
        Assert.Equal(Math.Log((1 + (8.0 / 4)) / 2), state.FlowIntensity, 12);
        // Fast averages of 2, 8 and 2, 0 from 0 with weight one half.
        Assert.Equal((4.5 - 0.5) / 5, state.FlowDirection, 12);
        Assert.Equal((1.0, 0.0), (state.BlockBought, state.BlockSold));
        state.Update(Row(100, 102, bidSize: 6, askSize: 2, trade: -40));
        Assert.Equal((0.5, 1.0), (state.BlockBought, state.BlockSold));
    }

    [Fact]
    public void LevelTwoState_CalmAndNervousMarket_TradesMoreAtOnceWhenWaitingIsRisky()
    {
        var calm = new LevelTwoState();
        var nervous = new LevelTwoState();
        for (int t = 0; t < 400; t++)
        {
            calm.Update(Row(1000, 1001, 5, 5, bought: 1, sold: 1, trade: 1));
            nervous.Update(Row(1000 + (t % 2 * 20), 1001 + (t % 2 * 20), 5, 5, bought: 1, sold: 1, trade: 1));
        }

        Assert.Equal(1.0 / 16, calm.OptimalSize, 6);
        Assert.InRange(nervous.OptimalSize, 0.15, 1);
    }

    [Fact]
    public void LevelTwoState_NoBook_ThrowsAndChangesNothing()
    {
        var state = new LevelTwoState();
        state.Update(Row(100, 102, 3, 1));
        var before = new float[LevelTwoState.FeatureNames.Count];
        var after = new float[before.Length];
        state.WriteFeatures(before);
        Assert.Throws<ArgumentException>(() => state.Update(new LevelTwoRow { BidPrices = [103], BidSizes = [1], AskPrices = [102], AskSizes = [1] }));
        Assert.Throws<ArgumentException>(() => state.Update(new LevelTwoRow { BidPrices = [], BidSizes = [], AskPrices = [102], AskSizes = [1] }));
        Assert.Throws<ArgumentException>(() => state.Update(new LevelTwoRow { BidPrices = [100, 99], BidSizes = [1, double.NaN], AskPrices = [102], AskSizes = [1] }));
        Assert.Throws<ArgumentException>(() => state.Update(new LevelTwoRow { BidPrices = [100], BidSizes = [1], AskPrices = [102], AskSizes = [1], SoldVolume = -1 }));
        state.WriteFeatures(after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void PpoTrader_PredictableBook_LearnsToFollowTheImbalanceAndDecidesWithoutAllocation()
    {
        var options = new PpoTraderOptions
        {
            Environments = 8,
            Market = new MarketReplayOptions { Styles = [OrderStyle.Take, OrderStyle.Join, OrderStyle.Iceberg, OrderStyle.Slice], TakerFee = 0, EpisodeRows = 128, RewardScale = 0.05 },
            Ppo = PpoPresets.Market with { TotalSteps = 120_000, RolloutSteps = 128 },
        };
        PpoPolicy policy = PpoTrader.Train(Record(6000, seed: 1), options);
        var unseen = new MarketReplay(Record(3000, seed: 2), options.Market);
        double trained = PolicyEvaluation.Run(policy, unseen, 20, 7).MeanReturn;
        Assert.True(trained > 5, $"mean return {trained}");

        var trader = new PpoTrader(policy, options);
        TraderDecision bought = default, sold = default;
        for (int t = 0; t < 50; t++)
        {
            bought = trader.Decide(Row(100, 100.01, 9, 1, 1, 1, 1), default);
            sold = trader.Decide(Row(100, 100.01, 1, 9, 1, 1, 1), default);
        }

        Assert.True(bought.Target > sold.Target, $"{bought} {sold}");
        Assert.InRange(bought.Confidence, 0.05, 1);
        double[] bids = [100, 99], asks = [100.01, 101], sizes = [5, 5];
        Testing.AllocationGuard.ShouldNotAllocate(() => trader.Decide(new LevelTwoRow { BidPrices = bids, BidSizes = sizes, AskPrices = asks, AskSizes = sizes }, default));
        Assert.Throws<PolicyMismatchException>(() => new PpoTrader(policy, options with { Market = options.Market with { MaximumPosition = 2 } }));
    }

    private static MarketRecording Record(int rows, ulong seed)
    {
        // The size at the best prices leans to the side to which the price moves over the next rows.
        var random = new RandomStream(seed);
        var recorder = new LevelTwoRecorder();
        double mid = 100, drift = 0;
        for (int t = 0; t < rows; t++)
        {
            drift = random.NextDouble() < 0.05 ? random.NextInt32(3) - 1 : drift;
            mid += (0.01 * drift) + (0.005 * random.NextNormal());
            recorder.Add(Row(mid - 0.005, mid + 0.005, 5 + (4 * drift), 5 - (4 * drift), random.NextDouble(), random.NextDouble(), 1));
        }

        return recorder.Build();
    }

    private static LevelTwoRow Row(double bid, double ask, double bidSize, double askSize, double bought = 0, double sold = 0, double trade = 0) => new()
    {
        BidPrices = new[] { bid, bid - 1 },
        BidSizes = new[] { bidSize, bidSize },
        AskPrices = new[] { ask, ask + 1 },
        AskSizes = new[] { askSize, askSize },
        BoughtVolume = bought,
        SoldVolume = sold,
        LargestTrade = trade,
    };
}
