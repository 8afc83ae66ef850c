using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>Compares the best levels after each depth message with the venue's own best quotes of the same update id.</summary>
internal static class BookTickerOracle
{
    public static (int Equal, int Compared) Compare(InstrumentTable instruments, List<MarketEvent> events)
    {
        int equal = 0, compared = 0;
        foreach (Instrument instrument in instruments)
        {
            MarketEvent[] own = [.. events.Where(e => e.InstrumentId == instrument.Id)];
            MarketEvent[] quotes = [.. own.Where(e => e.Kind == MarketEventKind.BestQuote).OrderBy(e => e.Sequence)];
            var book = new LimitOrderBook(instrument);
            foreach (MarketEvent e in own.Where(e => e.Kind is MarketEventKind.Level or MarketEventKind.Clear or MarketEventKind.Heartbeat))
            {
                book.Apply(in e);
                MarketEvent[] past = e.IsEndOfMessage && !e.IsSnapshot ? [.. quotes.Where(q => q.Sequence <= e.Sequence).TakeLast(2)] : [];
                if (past.Length == 2 && quotes[^1].Sequence > e.Sequence)
                {
                    compared++;
                    equal += past.All(q => book.TryGetBest(q.Side, out DepthLevel best) && (best.Price, best.Quantity) == (q.Price, q.Quantity)) ? 1 : 0;
                }
            }
        }

        return (equal, compared);
    }
}
