using System.CommandLine;
using Trading.Sdk.EndToEnd;

var data = new Option<string[]>("--data") { AllowMultipleArgumentsPerToken = true, Description = "Recorded Binance files, in the order of time; without them a session is simulated." };
var venue = new Option<string?>("--venue") { Description = "spot, usdm or coinm; guessed from the file where possible." };
var tick = new Option<decimal?>("--tick") { Description = "Price step; guessed from the file where possible." };
var lot = new Option<decimal?>("--lot") { Description = "Quantity step; guessed from the file where possible." };
var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "Fixes everything random." };
var minutes = new Option<int>("--minutes") { DefaultValueFactory = _ => 120, Description = "Length of the simulated session." };
var report = new Option<string>("--report") { DefaultValueFactory = _ => "report.html", Description = "The page to write." };
var store = new Option<string>("--store") { DefaultValueFactory = _ => Path.Combine("out", "store"), Description = "Folder of the embedded journal." };

var root = new RootCommand("The main job of Trading.Sdk: market data → features → engines → fused signals → judged strategy → report.")
{
    data, venue, tick, lot, seed, minutes, report, store,
};
root.SetAction((parsed, cancellation) => MainJob.RunAsync(
    new JobOptions
    {
        Files = parsed.GetValue(data) ?? [],
        Venue = parsed.GetValue(venue),
        Tick = parsed.GetValue(tick),
        Lot = parsed.GetValue(lot),
        Seed = parsed.GetValue(seed),
        Minutes = parsed.GetValue(minutes),
        ReportFile = parsed.GetValue(report)!,
        StoreFolder = parsed.GetValue(store)!,
    },
    cancellation));

ParseResult result = root.Parse(args);
if (result.Errors.Count > 0)
{
    Console.Error.WriteLine(string.Join("; ", result.Errors.Select(e => e.Message)));
    return 2;
}

try
{
    return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e)
{
    Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
    return e is ArgumentException ? 2 : 1;
}
