using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>Execution quality of TAQ trades by the SDK and by plain Python, side by side; the rules stand in taq_quality.py.</summary>
internal static class TaqComparison
{
    private const double Unit = 10_000;

    public static int Run(string tradeFile, string quoteFile)
    {
        List<QuoteTick> quotes = [];
        foreach (Dictionary<string, string> row in Rows(quoteFile))
        {
            var quote = new QuoteTick(Nanos(row["DT"]), Price(row["BID"]), (long)Number(row["BIDSIZ"]), Price(row["OFR"]), (long)Number(row["OFRSIZ"]));
            if (quote is { IsTwoSided: true, BidPrice: > 0, AskPrice: > 0, Spread: >= 0 })
            {
                quotes.Add(quote);
            }
        }

        List<TradeTick> trades = [];
        foreach (Dictionary<string, string> row in Rows(tradeFile))
        {
            long time = Nanos(row["DT"]);
            if (time is >= 34_200_000_000_000 and < 57_600_000_000_000 && row["CORR"].TrimStart('0').Length == 0 && Number(row["SIZE"]) >= 1)
            {
                trades.Add(new TradeTick(time, Price(row["PRICE"]), (long)Number(row["SIZE"]), Side.None));
            }
        }

        quotes = [.. quotes.OrderBy(q => q.Time)];
        trades = [.. trades.OrderBy(t => t.Time)];
        var quality = new ExecutionQuality(TimeSpan.FromSeconds(5));
        var rule = new LeeReady();
        var counts = new Dictionary<Side, int> { [Side.Bid] = 0, [Side.Ask] = 0, [Side.None] = 0 };
        (double effective, double realized, double impact, double weight, int measured) = (0, 0, 0, 0, 0);
        QuoteTick last = default;
        int next = 0;
        foreach (TradeTick trade in trades)
        {
            while (next < quotes.Count && quotes[next].Time < trade.Time)
            {
                Quote(quotes[next++]);
            }

            Take(trade.Time);
            counts[rule.Classify(trade.Price, last)]++;
            quality.OnTrade(trade);
        }

        while (next < quotes.Count)
        {
            Quote(quotes[next++]);
        }

        int total = counts.Values.Sum();
        string ours = string.Create(CultureInfo.InvariantCulture, $"{quotes.Count} {total} {measured} {(double)counts[Side.Bid] / total:0.000000000} {(double)counts[Side.Ask] / total:0.000000000} {effective / weight / Unit:0.000000000} {realized / weight / Unit:0.000000000} {impact / weight / Unit:0.000000000}");
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "taq_quality.py"), tradeFile, quoteFile]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process python = Process.Start(start)!;
        string theirs = python.StandardOutput.ReadToEnd().Trim();
        python.WaitForExit();
        Console.WriteLine("quotes trades measured buy-share sell-share effective realized impact (dollars)");
        Console.WriteLine($"SDK    {ours}");
        Console.WriteLine($"Python {theirs}");
        Console.WriteLine(ours == theirs ? "equal to the last digit" : "DIFFERENT");
        return ours == theirs ? 0 : 1;

        void Quote(in QuoteTick quote)
        {
            Take(quote.Time);
            quality.OnQuote(quote);
            last = quote;
        }

        void Take(long time)
        {
            while (quality.TryTake(time, out TradeExecution e))
            {
                effective += e.Quantity * e.EffectiveSpread;
                realized += e.Quantity * e.RealizedSpread;
                impact += e.Quantity * e.PriceImpact;
                weight += e.Quantity;
                measured++;
            }
        }
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] names = reader.ReadLine()!.Split(',');
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            yield return names.Zip(cells).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long Price(string text) => (long)Math.Round(Number(text) * Unit);

    private static long Nanos(string stamp) => TimeSpan.Parse(stamp[(stamp.IndexOf('T', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture).Ticks * TimeSpan.NanosecondsPerTick;
}
