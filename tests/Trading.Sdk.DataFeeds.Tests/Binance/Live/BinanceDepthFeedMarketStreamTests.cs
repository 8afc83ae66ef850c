using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>Every stream beside diff depth, over real sockets: what comes downstream is what the venue said, read here in another way.</summary>
public class BinanceDepthFeedMarketStreamTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(FakeBinanceMarket.Spot, 5)]
    [InlineData(FakeBinanceMarket.UsdM, 10)]
    [InlineData(FakeBinanceMarket.CoinM, 20)]
    public async Task EveryStream_SaysWhatTheVenueSaid(FakeBinanceMarket market, int partialLevels)
    {
        var clock = new ManualTimeProvider();
        FakeBinanceSymbol symbol = market == FakeBinanceMarket.CoinM ? new("BTCUSD_PERP", 1, 0, 600_000) : new("BTCUSDT", 2, 3);
        await using var fake = new FakeBinance(new FakeBinanceOptions { Market = market, Symbols = [symbol], TimeProvider = clock, Seed = 5 });
        var sent = new ConcurrentQueue<FakeBinanceMessageEventArgs>();
        fake.MessageSent += (_, message) => sent.Enqueue(message);
        var instrument = new Instrument(1, symbol.Name, market == FakeBinanceMarket.CoinM ? 0.1m : 0.01m, market == FakeBinanceMarket.CoinM ? 1m : 0.001m, "BINANCE");
        BinanceStreams streams = BinanceStreams.PartialDepth | BinanceStreams.Trade | BinanceStreams.AggregateTrade | BinanceStreams.BookTicker | BinanceStreams.Kline;
        streams |= market == FakeBinanceMarket.Spot ? BinanceStreams.None : BinanceStreams.MarkPrice | BinanceStreams.Liquidation | BinanceStreams.OpenInterest;
        var options = new BinanceFeedOptions
        {
            Venue = (BinanceVenue)market,
            WebSocketAddress = fake.WebSocketAddress,
            RestAddress = fake.RestAddress,
            Streams = streams,
            PartialDepthLevels = partialLevels,
            KlineInterval = "1s",
            OpenInterestEvery = TimeSpan.FromMilliseconds(20),
        };
        options.Instruments.Add(instrument);
        var feed = new BinanceDepthFeed(options);
        var sink = new Sink();
        using var stop = new CancellationTokenSource();
        Task run = feed.RunAsync(sink, stop.Token);
        await WaitAsync(run, () => fake.OpenStreams == 1, "a connection");
        for (int i = 0; i < 60; i++)
        {
            fake.Publish(symbol.Name);
            clock.Advance(Step);
        }

        var expected = new List<string>();
        var interest = new List<string>();
        await WaitAsync(run, () => Expect(sent, instrument, expected, interest) == sink.Lines.Count, "every message");
        await WaitAsync(run, () => market == FakeBinanceMarket.Spot || sink.Interest.Count >= 3, "open interest");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Expect(sent, instrument, expected, interest);
        Assert.Equal(expected, sink.Lines);
        Assert.Equal(interest.Take(sink.Interest.Count), sink.Interest);
        string[] kinds = market == FakeBinanceMarket.Spot ? ["Trade", "aggregate", "ticker", "partial", "bar"] : ["Trade", "aggregate", "ticker", "partial", "bar", "MarkPrice", "IndexPrice", "FundingRate", "Liquidation"];
        Assert.All(kinds, kind => Assert.Contains(sink.Lines, l => l.StartsWith(kind, StringComparison.Ordinal)));
        Assert.Equal((0, FeedState.Disconnected), (feed.CountersOf(1).Book.Malformed, feed.StatusOf(1).State));
    }

    [Fact]
    public async Task History_OfTheFakeVenue_IsWhatItStreamed()
    {
        var clock = new ManualTimeProvider();
        await using var fake = new FakeBinance(new FakeBinanceOptions { Symbols = [new("BTCUSDT")], TimeProvider = clock });
        using var http = new HttpClient();
        var history = new BinanceHistory(new BinanceRestClient(http, new BinanceFeedOptions { RestAddress = fake.RestAddress }), BinanceVenue.Spot);
        var instrument = new Instrument(1, "BTCUSDT", 0.01m, 0.00001m);
        long start = Timestamp.Now(clock);
        for (int i = 0; i < 40; i++)
        {
            fake.Publish("BTCUSDT");
            clock.Advance(Step);
        }

        var bars = new List<Bar>();
        await foreach (Bar bar in history.GetKlinesAsync(instrument, "1s", start - Timestamp.NanosPerSecond, Timestamp.Now(clock), Timestamp.Now(clock), TestContext.Current.CancellationToken))
        {
            bars.Add(bar);
        }

        var trades = new List<MarketEvent>();
        await foreach (MarketEvent trade in history.GetAggregateTradesAsync(instrument, start, Timestamp.Now(clock), TestContext.Current.CancellationToken))
        {
            trades.Add(trade);
        }

        Assert.Equal(40, trades.Count);
        Assert.True(bars.Count >= 15, $"{bars.Count} candles");
        foreach (Bar bar in bars)
        {
            MarketEvent[] inside = [.. trades.Where(t => t.ExchangeTime >= bar.OpenTime && t.ExchangeTime < bar.CloseTime)];
            Assert.Equal((inside[0].Price, inside.Max(t => t.Price), inside.Min(t => t.Price), inside[^1].Price), (bar.Open, bar.High, bar.Low, bar.Close));
            Assert.Equal((inside.Sum(t => t.Quantity), inside.Where(t => t.Side == Side.Bid).Sum(t => t.Quantity), inside.Sum(t => t.Count)), (bar.Volume, bar.BuyVolume, bar.TradeCount));
        }
    }

    private static async Task WaitAsync(Task run, Func<bool> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (run.IsCompleted)
            {
                await run;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start).TotalSeconds < 60, $"waited in vain for {what}");
            await Task.Delay(5);
        }
    }

    /// <summary>What the messages say, by System.Text.Json and decimal.</summary>
    private static int Expect(IEnumerable<FakeBinanceMessageEventArgs> sent, Instrument instrument, List<string> lines, List<string> interest)
    {
        lines.Clear();
        interest.Clear();
        foreach (FakeBinanceMessageEventArgs message in sent)
        {
            using JsonDocument document = JsonDocument.Parse(message.Data);
            JsonElement m = document.RootElement;
            long Price(JsonElement e, string name) => (long)Math.Round(decimal.Parse(e.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) / instrument.Price.Value, MidpointRounding.AwayFromZero);
            long Lots(JsonElement e, string name) => (long)(decimal.Parse(e.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) / instrument.Quantity.Value);
            long Nanos(JsonElement e, string name) => e.GetProperty(name).GetInt64() * 1_000_000;
            string kind = message.Stream.Contains('@', StringComparison.Ordinal) ? message.Stream[(message.Stream.IndexOf('@', StringComparison.Ordinal) + 1)..] : message.Stream;
            switch (kind)
            {
                case "trade":
                    lines.Add($"Trade {m.GetProperty("t")} {Price(m, "p")} {Lots(m, "q")} {(m.GetProperty("m").GetBoolean() ? "Ask" : "Bid")} {Nanos(m, "T")}");
                    break;
                case "aggTrade":
                    lines.Add($"aggregate {m.GetProperty("a")} {Price(m, "p")} {Lots(m, "q")} {(m.GetProperty("m").GetBoolean() ? "Ask" : "Bid")} {Nanos(m, "T")} {m.GetProperty("l").GetInt64() - m.GetProperty("f").GetInt64() + 1}");
                    break;
                case "bookTicker":
                    lines.Add($"ticker {m.GetProperty("u")} {Price(m, "b")} {Lots(m, "B")} {Price(m, "a")} {Lots(m, "A")}");
                    break;
                case "kline_1s" when m.GetProperty("k") is var k && k.GetProperty("x").GetBoolean():
                    lines.Add($"bar {Nanos(k, "t")} {Nanos(k, "T") + 1_000_000} {Price(k, "o")} {Price(k, "h")} {Price(k, "l")} {Price(k, "c")} {Lots(k, "v")} {Lots(k, "V")} {k.GetProperty("n")}");
                    break;
                case "markPrice@1s":
                    lines.Add($"MarkPrice {Price(m, "p")} {Nanos(m, "E")}");
                    lines.Add($"IndexPrice {Price(m, "i")} {Nanos(m, "E")}");
                    lines.Add($"FundingRate {(long)(decimal.Parse(m.GetProperty("r").GetString()!, CultureInfo.InvariantCulture) * 10_000_000_000m)} {Nanos(m, "T")}");
                    break;
                case "forceOrder":
                    JsonElement o = m.GetProperty("o");
                    lines.Add($"Liquidation {(o.GetProperty("S").GetString() == "SELL" ? "Ask" : "Bid")} {Price(o, "p")} {Lots(o, "q")} {Nanos(o, "T")}");
                    break;
                case "openInterest":
                    interest.Add($"{Lots(m, "openInterest")} {Nanos(m, "time")}");
                    break;
                case var partial when partial.StartsWith("depth", StringComparison.Ordinal):
                    bool isSpot = m.TryGetProperty("lastUpdateId", out JsonElement id);
                    string Side(string spot, string futures) => string.Join(' ', m.GetProperty(isSpot ? spot : futures).EnumerateArray().Select(l =>
                        $"{(long)(decimal.Parse(l[0].GetString()!, CultureInfo.InvariantCulture) / instrument.Price.Value)}x{(long)(decimal.Parse(l[1].GetString()!, CultureInfo.InvariantCulture) / instrument.Quantity.Value)}"));
                    lines.Add($"partial {(isSpot ? id : m.GetProperty("u"))} {Side("bids", "b")} / {Side("asks", "a")}");
                    break;
            }
        }

        return lines.Count;
    }

    private sealed class Sink : IMarketEventSink
    {
        private readonly Lock gate = new();
        private readonly List<string> lines = [];
        private readonly List<string> interest = [];

        public List<string> Lines
        {
            get
            {
                lock (gate)
                {
                    return [.. lines];
                }
            }
        }

        public List<string> Interest
        {
            get
            {
                lock (gate)
                {
                    return [.. interest];
                }
            }
        }

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            lock (gate)
            {
                MarketEvent e = events[0];
                switch (e.Kind)
                {
                    case MarketEventKind.Trade when (e.Flags & MarketEventFlags.Aggregate) == 0:
                        lines.Add($"Trade {e.Id} {e.Price} {e.Quantity} {e.Side} {e.ExchangeTime}");
                        break;
                    case MarketEventKind.Trade:
                        lines.Add($"aggregate {e.Id} {e.Price} {e.Quantity} {e.Side} {e.ExchangeTime} {e.Count}");
                        break;
                    case MarketEventKind.BestQuote:
                        lines.Add($"ticker {e.Sequence} {e.Price} {e.Quantity} {events[1].Price} {events[1].Quantity}");
                        break;
                    case MarketEventKind.MarkPrice:
                        lines.Add($"MarkPrice {e.Price} {e.ExchangeTime}");
                        lines.Add($"IndexPrice {events[1].Price} {events[1].ExchangeTime}");
                        lines.Add($"FundingRate {events[2].Quantity} {events[2].Id}");
                        break;
                    case MarketEventKind.Liquidation:
                        lines.Add($"Liquidation {e.Side} {e.Price} {e.Quantity} {e.ExchangeTime}");
                        break;
                    case MarketEventKind.OpenInterest:
                        interest.Add($"{e.Quantity} {e.ExchangeTime}");
                        break;
                    case MarketEventKind.Clear when e.IsSnapshot:
                        string Of(Side side, ReadOnlySpan<MarketEvent> all) => string.Join(' ', all.ToArray().Where(l => l.Kind == MarketEventKind.Level && l.Side == side).Select(l => $"{l.Price}x{l.Quantity}"));
                        lines.Add($"partial {e.Sequence} {Of(Side.Bid, events)} / {Of(Side.Ask, events)}");
                        break;
                }
            }
        }

        public void OnBars(ReadOnlySpan<Bar> bars)
        {
            lock (gate)
            {
                foreach (Bar b in bars)
                {
                    lines.Add($"bar {b.OpenTime} {b.CloseTime} {b.Open} {b.High} {b.Low} {b.Close} {b.Volume} {b.BuyVolume} {b.TradeCount}");
                }
            }
        }
    }
}
