using System.CommandLine;
using Trading.Sdk.Workbench.Books;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench book …</c>: order books from files.</summary>
internal static class BookVerbs
{
    public static Command Create() => new("book", "Order books from recorded data.") { Replay(), BookFileVerbs.Convert(), BookFileVerbs.Info(), BookFileVerbs.Queue() };

    private static Command Replay()
    {
        var format = new Option<string>("--format") { Required = true, Description = "One of: " + string.Join(", ", BookReplayFormats.All.Keys) + "." };
        var input = new Option<string[]>("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Files, in the order of time." };
        var venue = new Option<string?>("--venue") { Description = "spot, usdm or coinm (binance)." };
        var tick = new Option<decimal?>("--tick") { Description = "Price step." };
        var lot = new Option<decimal?>("--lot") { Description = "Quantity step." };
        var symbol = new Option<string?>("--symbol") { Description = "The symbol to replay where the recording holds several." };
        var date = new Option<DateOnly?>("--date") { Description = "The day, YYYY-MM-DD, where neither lines nor file name tell it (lobster); default 1970-01-01." };
        var depth = new Option<int>("--depth") { Description = "Print this many levels of each side." };
        var bbo = new Option<string?>("--bbo") { Description = "CSV of the best levels after each depth message." };
        return Verb.Create("replay", "Replays recordings through decoder, synchroniser and book.", [format, input, venue, tick, lot, symbol, date, depth, bbo], (parsed, cancellation) =>
        {
            string name = parsed.GetValue(format)!;
            if (!BookReplayFormats.All.TryGetValue(name, out var run))
            {
                throw new UsageException($"Unknown format '{name}'; known: {string.Join(", ", BookReplayFormats.All.Keys)}.");
            }

            if (parsed.GetValue(depth) < 0 || parsed.GetValue(tick) <= 0 || parsed.GetValue(lot) <= 0)
            {
                throw new UsageException("--depth is at least 0, --tick and --lot are greater than 0.");
            }

            return run(
                new BookReplayRequest
                {
                    Files = parsed.GetValue(input)!,
                    Venue = parsed.GetValue(venue),
                    Tick = parsed.GetValue(tick),
                    Lot = parsed.GetValue(lot),
                    Symbol = parsed.GetValue(symbol),
                    Date = parsed.GetValue(date),
                    Depth = parsed.GetValue(depth),
                    BboFile = parsed.GetValue(bbo),
                },
                cancellation);
        });
    }
}
