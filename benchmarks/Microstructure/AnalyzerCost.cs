using System.Diagnostics;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>The depth analyzer over pairs of depths and over a real book.</summary>
internal static class AnalyzerCost
{
    public static void Report(Session session)
    {
        var book = new LimitOrderBook(session.Instrument);
        book.Apply(session.Events.AsSpan(0, session.Events.Length / 2));
        var analyzer = new DepthAnalyzer();
        const int N = 200_000;
        double best = double.MaxValue;
        long time = 0;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < N; i++)
            {
                analyzer.Update(time += 5_000_000_000, 1.0 + (i & 7), 3.0);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / N);
        }

        double withBook = double.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < N / 10; i++)
            {
                analyzer.Update(book, time += 5_000_000_000);
            }

            withBook = Math.Min(withBook, Stopwatch.GetElapsedTime(start).TotalSeconds / (N / 10));
        }

        Console.WriteLine($"DepthAnalyzer: {best * 1e9:0} ns per snapshot of depths, {withBook * 1e9:0} ns with the two sums of 1 % of the book ({book.LevelCount(Side.Bid)} + {book.LevelCount(Side.Ask)} levels); target 200, the users' old figure 1,000,000");
    }
}
