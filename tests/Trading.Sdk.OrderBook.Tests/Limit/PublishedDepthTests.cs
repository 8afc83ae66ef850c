using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook.Tests;

public class PublishedDepthTests
{
    [Fact]
    public async Task Read_WhileTheWriterWorks_NeverSeesAHalfAppliedMessage()
    {
        var instrument = new Instrument(1, "X", 1, 1);
        var book = new LimitOrderBook(instrument, new LimitOrderBookOptions { PublishedDepth = 10, Crossed = CrossedPolicy.Ignore });
        const int Messages = 200_000;
        using var stop = new CancellationTokenSource();
        Task<long>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(book.Published!, stop.Token)))];

        // Each message rewrites ten levels a side so that every quantity equals the sequence: a mixture would show.
        var message = new MarketEvent[20];
        for (int m = 1; m <= Messages; m++)
        {
            for (int i = 0; i < 10; i++)
            {
                message[2 * i] = MarketEvent.Level(1, Side.Bid, 100 - i, m, m, m);
                message[(2 * i) + 1] = MarketEvent.Level(1, Side.Ask, 101 + i, m, m, m, i == 9 ? MarketEventFlags.EndOfMessage : 0);
            }

            book.Apply(message);
        }

        await stop.CancelAsync();
        long[] reads = await Task.WhenAll(readers);
        Assert.All(reads, r => Assert.True(r > 0));
        Assert.Equal(Messages, book.Published!.Version);
    }

    private static long ReadUntil(PublishedDepth published, CancellationToken stop)
    {
        Span<DepthLevel> bids = new DepthLevel[10], asks = new DepthLevel[10];
        long reads = 0, last = 0;
        do
        {
            DepthView view = published.Read(bids, asks);
            if (view.Sequence < last)
            {
                throw new InvalidOperationException("time ran backwards");
            }

            last = view.Sequence;
            foreach (DepthLevel level in view.Bids)
            {
                Check(level.Quantity == last);
            }

            foreach (DepthLevel level in view.Asks)
            {
                Check(level.Quantity == last);
            }

            Check(last == 0 || (view.Bids.Length == 10 && view.Asks.Length == 10 && view.ExchangeTime == last));
            reads++;
        }
        while (!stop.IsCancellationRequested);

        return reads;
    }

    private static void Check(bool consistent)
    {
        if (!consistent)
        {
            throw new InvalidOperationException("a half-applied message was seen");
        }
    }
}
