using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>Every trade of a Binance recording carries the venue's aggressor: the rules that infer it are judged against it.</summary>
internal static class AggressorAccuracy
{
    public static void Report(Session session, string venue)
    {
        var book = new LimitOrderBook(session.Instrument);
        var quoteRule = new LeeReady();
        var tickRule = new TickRule();
        QuoteTick before = default;
        int trades = 0, byQuote = 0, byTick = 0;
        long time = 0;
        foreach ((int, int) at in session.Messages)
        {
            ReadOnlySpan<MarketEvent> message = session.Of(at);
            MarketEvent first = message[0];
            if (session.IsTrade(at))
            {
                trades++;
                byQuote += quoteRule.Classify(first.Price, before) == first.Side ? 1 : 0;
                byTick += tickRule.Classify(first.Price) == first.Side ? 1 : 0;
            }
            else if (session.IsDepth(at))
            {
                book.Apply(message);
                before = QuoteTick.Of(book, time++);
            }
        }

        Console.WriteLine($"aggressor of {trades:N0} trades ({session.Instrument.Symbol}, {venue}): Lee-Ready against the depth stream right in {100.0 * byQuote / trades:0.0} %, tick rule in {100.0 * byTick / trades:0.0} %");
    }
}
