using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>OFI, imbalance and spread per second over the tops of one recording: the engine, the columns and pandas, in one run.</summary>
internal static class PandasComparison
{
    public static int Run(Session session)
    {
        // The same tops of the book for both: the SDK from the events through the book, pandas from a ready table (its reading is not timed).
        var set = new FeatureSet(new FeatureDefinition("ofi"), new("imbalance", "levels", 5), new("quote"));
        string path = Path.GetTempFileName();
        var tops = new List<double>();
        var book = new LimitOrderBook(session.Instrument);
        var bids = new DepthLevel[5];
        var asks = new DepthLevel[5];
        long last = 0;
        foreach ((int, int) at in session.Messages)
        {
            ReadOnlySpan<MarketEvent> message = session.Of(at);
            book.Apply(message);
            last = Math.Max(last, message[^1].ExchangeTime);
            if (message[^1].Kind is MarketEventKind.Level or MarketEventKind.Clear && book.CopyTop(Side.Bid, bids) == 5 && book.CopyTop(Side.Ask, asks) == 5)
            {
                tops.Add(last);
                tops.AddRange(bids.Select(l => (double)l.Price));
                tops.AddRange(bids.Select(l => (double)l.Quantity));
                tops.AddRange(asks.Select(l => (double)l.Price));
                tops.AddRange(asks.Select(l => (double)l.Quantity));
            }
        }

        File.WriteAllBytes(path, MemoryMarshal.AsBytes<double>(tops.ToArray()).ToArray());
        double ofi = 0, imbalance = 0, spread = 0;
        var options = new FeatureEngineOptions { Features = set };
        double ours = Best(() =>
        {
            ofi = imbalance = spread = 0;
            var own = new StaticTops(tops, session.Instrument);
            var engine = new FeatureEngine(own, row =>
            {
                ofi += Finite(row.Values[0]) / 0.00001;
                imbalance += Finite(row.Values[2]);
                spread += Finite(row.Values[5]) / 0.01;
            }, options);
            MarketEvent e = MarketEvent.Level(session.Instrument.Id, Side.Bid, 1, 1, 0, 0, MarketEventFlags.EndOfMessage);
            long begun = Stopwatch.GetTimestamp();
            while (own.TryPeek(out long time))
            {
                engine.Advance(time);
                own.Move();
                engine.Observe([e with { ExchangeTime = time }]);
            }

            // pandas closes the last, partial second too.
            engine.Advance(own.ExchangeTime + 1_000_000_000);
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        });
        double columns = Columns(tops);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", [Path.Combine(AppContext.BaseDirectory, "pandas_features.py"), path, (tops.Count / 21).ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process python = Process.Start(start)!;
        string[] answer = python.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        python.WaitForExit();
        File.Delete(path);
        if (python.ExitCode != 0 || answer.Length < 4)
        {
            Console.Error.WriteLine("python3 with pandas is needed for the comparison.");
            return 1;
        }

        double theirs = double.Parse(answer[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"OFI + imbalance + spread per second over {tops.Count / 21:N0} book tops: {ours * 1e3:0.00} ms, pandas {theirs * 1e3:0.00} ms: {theirs / ours:0} x by the streaming engine; {columns * 1e6:0} us, {theirs / columns:0} x, by the column form, grouping included");
        Console.WriteLine($"sums SDK {ofi:0.00} {imbalance:0.000000} {spread:0.00}; pandas {answer[1]} {answer[2]} {answer[3]}");
        return 0;
    }

    /// <summary>The batch form over ready columns, as pandas has them, with the same sums and last values per second.</summary>
    private static double Columns(List<double> tops)
    {
        int n = tops.Count / 21;
        double[] Column(int k) => [.. Enumerable.Range(0, n).Select(r => tops[(r * 21) + k])];
        long[] times = [.. Column(0).Select(t => (long)t)];
        double[] bid = Column(1), ask = Column(11);
        double[] bidQuantities = [.. Enumerable.Range(6, 5).SelectMany(Column)], askQuantities = [.. Enumerable.Range(16, 5).SelectMany(Column)];
        double[] e = new double[n], imbalance = new double[n], spread = new double[n];
        double[] sumOut = new double[n], imbalanceOut = new double[n], spreadOut = new double[n];
        return Best(() =>
        {
            long start = Stopwatch.GetTimestamp();
            OrderFlowColumns.OrderFlow(bid, bidQuantities.AsSpan(0, n), ask, askQuantities.AsSpan(0, n), e);
            OrderFlowColumns.Imbalance(bidQuantities, askQuantities, imbalance);
            OrderFlowColumns.Spread(bid, ask, spread);
            int row = -1;
            long end = long.MinValue;
            for (int i = 0; i < n; i++)
            {
                if (times[i] > end)
                {
                    end = (times[i] + 999_999_999) / 1_000_000_000 * 1_000_000_000;
                    sumOut[++row] = 0;
                }

                sumOut[row] += e[i];
                imbalanceOut[row] = imbalance[i];
                spreadOut[row] = spread[i];
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static double Best(Func<double> run)
    {
        double best = double.MaxValue;
        // A second and a half: long enough for the compiler to come to its best code.
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < 1.5)
        {
            best = Math.Min(best, run());
        }

        return best;
    }
}
