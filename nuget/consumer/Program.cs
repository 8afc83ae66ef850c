using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Simulation;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

// A user's first ten lines: a simulated session into a book, and a transform.
var options = new SimulationOptions { Seed = 42 };
var book = new LimitOrderBook(options.Instrument);
var sink = new BookSink(book);
await new SimulatedFeed(options, TimeSpan.FromSeconds(30)).RunAsync(sink, CancellationToken.None);
if (!book.TryGetTouch(out DepthLevel bid, out DepthLevel ask) || bid.Price >= ask.Price)
{
    Console.Error.WriteLine("The simulated book has no proper touch.");
    return 1;
}

Console.WriteLine($"{options.Instrument.FormatPrice(bid.Price)} / {options.Instrument.FormatPrice(ask.Price)} after {book.Counters.Messages} messages, transform of {new RealFft(64).SpectrumLength} bins");
return AllocationGuard.CountBytes(() => book.DepthWithinBasisPoints(Side.Bid, 100)) == 0 ? 0 : 1;

internal sealed class BookSink(LimitOrderBook book) : IMarketEventSink
{
    public void OnEvents(ReadOnlySpan<MarketEvent> events) => book.Apply(events);
}
