using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests;

public class TwsClientTests
{
    private static readonly TwsContract Apple = TwsContract.Stock("AAPL");

    [Theory]
    [InlineData(176)]
    [InlineData(163)]
    [InlineData(170)]
    public async Task Client_EveryRequest_GetsItsTypedAnswer(int version)
    {
        FakeTwsScenario scenario = GoldenTws.Scenario(version);
        await using var gateway = new FakeTwsGateway(scenario with
        {
            HistoricalTicks = scenario.HistoricalTicks.ToDictionary(t => t.Key, t => t.Key != "MIDPOINT" ? t.Value : [.. t.Value.Select(r => (string[])[r[0], "0", r[1], r[2]])]),
        });
        await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port, ClientId = 7 });
        Assert.Equal(version, client.ServerVersion);
        Assert.Equal("20260105 09:30:00 EST", client.ConnectionTime);
        Assert.Equal(12, client.NextValidId);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_767_623_411), await client.GetCurrentTimeAsync());
        Assert.Equal(["DU1234567", "DU7654321"], await client.GetAccountsAsync());
        Assert.Equal(12, await client.GetNextValidIdAsync());
        Assert.Equal(new TwsDepthExchange("NYSE", "STK", "", "Deep", 1), (await client.GetDepthExchangesAsync())[2]);
        Assert.Equal(new TwsSmartComponent(2, "ISLAND", "Q"), (await client.GetSmartComponentsAsync("9c0001"))[2]);
        TwsContractDetails details = Assert.Single(await client.GetContractDetailsAsync(Apple));
        Assert.Equal((265598, 0.01m, "APPLE INC", "NASDAQ", "US0378331005", 0.0001m), (details.Contract.ContractId, details.MinTick, details.LongName, details.Contract.PrimaryExchange, details.SecurityIds["ISIN"], details.MinSize));
        Assert.Equal(version >= 164 ? 100 : null, details.SuggestedSizeIncrement);
        Assert.Equal(0.0001m, details.ToInstrument(1).Quantity.Value);
        TwsRequestException refused = await Assert.ThrowsAsync<TwsRequestException>(() => client.GetContractDetailsAsync(TwsContract.Stock("NOPE")));
        Assert.Equal((200, TwsErrorClass.Request), (refused.Code, refused.Error.Class));

        IReadOnlyList<TwsMarketDataTick> snapshot = await client.GetMarketDataSnapshotAsync(Apple);
        Assert.Equal(12, snapshot.Count);
        Assert.Equal((187.49m, 300m, true), (snapshot[2].Price, snapshot[2].Size, snapshot[2].CanAutoExecute));
        Assert.Null(snapshot.Single(t => t is { Field: TwsTickField.Price, TickType: 9 }).Price);
        Assert.Equal(0.0001m, snapshot.Single(t => t is { Field: TwsTickField.Size, TickType: 5 }).Size);

        TwsHistoricalBars bars = await client.GetHistoricalBarsAsync(Apple, null, "1 D", "1 min");
        Assert.Equal((5, 100.38m, 62), (bars.Bars.Count, bars.Bars[0].High, bars.Bars[4].TradeCount));
        TwsBar update = await client.SubscribeHistoricalBarsAsync(Apple, "1 D", "1 min").ElementAtAsync(5);
        Assert.Equal((100.1m, 100.4m, 100m, 100.3m, 900m, 100.21m, 7), (update.Open, update.High, update.Low, update.Close, update.Volume, update.AveragePrice, update.TradeCount));
        Assert.Equal(99.64m, (await client.SubscribeRealTimeBarsAsync(Apple).ElementAtAsync(2)).Close);
        var end = new DateTimeOffset(2026, 1, 5, 16, 0, 0, TimeSpan.Zero);
        Assert.Equal(6, (await client.GetHistoricalTicksAsync(Apple, TwsTickByTickKind.Last, null, end, 6)).Count);
        TwsHistoricalTick quote = (await client.GetHistoricalTicksAsync(Apple, TwsTickByTickKind.BidAsk, null, end, 5))[1];
        Assert.Equal((true, false), (quote.IsAskPastHigh, quote.IsBidPastLow));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_767_623_411), await client.GetHeadTimestampAsync(Apple));

        List<TwsTickByTick> trades = await client.SubscribeTickByTickAsync(Apple, TwsTickByTickKind.AllLast).Take(6).ToListAsync();
        Assert.Equal([TradingStatus.Unknown, TradingStatus.Unknown, TradingStatus.Unknown, TradingStatus.Unknown, TradingStatus.Halted, TradingStatus.Trading], trades.Select(t => t.Status));
        TwsTickByTick past = await client.SubscribeTickByTickAsync(Apple, TwsTickByTickKind.BidAsk).ElementAtAsync(1);
        Assert.Equal((187.41m, 187.51m, 0.25m, true, false), (past.Bid, past.Ask, past.AskSize, past.IsBidPastLow, past.IsAskPastHigh));
        Assert.Equal(187.298m, (await client.SubscribeTickByTickAsync(Apple, TwsTickByTickKind.MidPoint).ElementAtAsync(2)).Price);

        TwsDepthUpdate row = await client.SubscribeDepthAsync(Apple, 6, isSmartDepth: true).FirstAsync();
        Assert.Equal((0, TwsDepthOperation.Insert, Side.Bid, 187.49m, 1200m, "ARCA", true), (row.Position, row.Operation, row.Side, row.Price, row.Size, row.MarketMaker, row.IsSmartDepth));

        // A question answered after the cancels proves that they have been read.
        await client.GetCurrentTimeAsync();
        Assert.Equal(3, gateway.Requests.Count(r => r.Message == 98));
        Assert.Single(gateway.Requests, r => r.Message == 11);
        Assert.Single(gateway.Requests, r => r.Message == 51);
        Assert.Single(gateway.Requests, r => r.Message == 25);
        Assert.Empty(gateway.Violations);
        Assert.Equal(0, client.MalformedMessages);
    }

    [Fact]
    public async Task Client_TokenCancelled_CancelsOnTheWireAndDropsLateRows()
    {
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario());
        await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port });
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TwsDepthUpdate _ in client.SubscribeDepthAsync(TwsContract.Stock("MSFT", "ARCA"), 5, cancellationToken: stop.Token))
            {
                await stop.CancelAsync();
            }
        });
        await client.GetCurrentTimeAsync();
        Assert.Single(gateway.Requests, r => r.Message == 11);
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Client_ManyRequests_AreSpacedAndNeverReuseAnId()
    {
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario());
        await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port });
        await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => client.GetContractDetailsAsync(Apple)));
        Assert.Empty(gateway.Violations);
        Assert.Equal(80, gateway.Requests.Where(r => r.Message == 9).Select(r => r.Fields[2]).Distinct().Count());
    }

    [Fact]
    public async Task Pacer_AnyWindowOfASecond_LetsAtMostTheRatePass()
    {
        var clock = new ManualTimeProvider();
        var pacer = new TwsPacer(clock, 50);
        var sent = new List<DateTimeOffset>();
        Task all = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await pacer.WaitAsync(CancellationToken.None);
                sent.Add(clock.GetUtcNow());
            }
        });
        while (!all.IsCompleted)
        {
            if (clock.ActiveTimers > 0)
            {
                clock.Advance(TimeSpan.FromMilliseconds(5));
            }

            await Task.Yield();
        }

        for (int i = 0; i + 50 < sent.Count; i++)
        {
            Assert.True(sent[i + 50] - sent[i] >= TimeSpan.FromSeconds(1), $"51 messages within {sent[i + 50] - sent[i]}");
        }

        Assert.True(sent[^1] - sent[0] < TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Client_OldServer_IsRefusedWithAClearError()
    {
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario(157));
        TwsConnectionException e = await Assert.ThrowsAsync<TwsConnectionException>(() => TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port }));
        Assert.Equal((503, false), (e.Code, e.IsTransient));
        Assert.Contains("157", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ClientIdInUse_IsReportedAsSuch()
    {
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario() with { IsClientIdInUse = _ => true });
        TwsConnectionException e = await Assert.ThrowsAsync<TwsConnectionException>(() => TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port, ClientId = 7 }));
        Assert.Equal((326, false), (e.Code, e.IsTransient));
    }

    [Fact]
    public async Task Client_NobodyListens_IsCode502()
    {
        int port;
        await using (var gateway = new FakeTwsGateway(new FakeTwsScenario()))
        {
            port = gateway.Port;
        }

        Assert.Equal(502, (await Assert.ThrowsAsync<TwsConnectionException>(() => TwsClient.ConnectAsync(new TwsClientOptions { Port = port }))).Code);
    }

    [Fact]
    public async Task Client_SlowStart_SendsNothingBeforeTheFirstValidId()
    {
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario() with { StartDelay = TimeSpan.FromMilliseconds(150) });
        await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port });
        await client.GetCurrentTimeAsync();
        Assert.Empty(gateway.Violations);
    }

    [Fact]
    public async Task Client_ConnectionCutAtAnyByteOfTheStart_FailsWithATypedError()
    {
        int cut = 1;
        await using var gateway = new FakeTwsGateway(GoldenTws.Scenario() with { CutAfterBytes = _ => cut });
        for (; cut < 70; cut++)
        {
            try
            {
                await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port });
                await Assert.ThrowsAsync<TwsConnectionException>(() => client.Completion);
            }
            catch (TwsConnectionException e)
            {
                Assert.True(e.IsTransient);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(0)]
    public async Task Client_AnyChunking_GivesTheSameFrames(int size)
    {
        string[]? expected = null;
        foreach (int chunk in (int[])[int.MaxValue, size])
        {
            var random = new Random(size);
            await using var gateway = new FakeTwsGateway(GoldenTws.Scenario() with { Chunks = _ => chunk == 0 ? () => random.Next(1, 40) : () => chunk, CoalesceBytes = chunk == 0 ? 300 : 0 });
            var frames = new List<string>();
            await using TwsClient client = await TwsClient.ConnectAsync(new TwsClientOptions { Port = gateway.Port, FrameObserver = (direction, payload) =>
            {
                if (direction != FrameDirection.Sent)
                {
                    lock (frames)
                    {
                        frames.Add(Convert.ToHexString(payload));
                    }
                }
            }});
            TwsContract stock = TwsContract.Stock("MSFT", "ARCA");
            await client.SubscribeDepthAsync(stock, 5).Take(57).ToListAsync();
            await client.GetContractDetailsAsync(Apple);
            lock (frames)
            {
                string[] got = [.. frames.Where(f => !f.StartsWith("3133", StringComparison.Ordinal))];
                expected ??= got;
                Assert.Equal(expected, got);
            }
        }
    }
}
