using System.Globalization;
using Spectre.Console;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Samples;
using Trading.Sdk.Testing;

// Depth ladders of several symbols from a TWS or IB Gateway, recorded to disk:
//   dotnet run -c Release --project samples/LiveInteractiveBrokers -- --port 7497 --symbols AAPL,MSFT --rows 8 --smart --out recording
// Without a TWS, against a gateway inside the program:
//   dotnet run -c Release --project samples/LiveInteractiveBrokers -- --demo --seconds 10
string? Value(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
int Number(string name, int otherwise) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

bool smart = args.Contains("--smart");
int rows = Number("--rows", 6);
string[] symbols = (Value("--symbols") ?? "AAPL,MSFT").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
using var stop = new CancellationTokenSource();
if (Value("--seconds") is { } seconds)
{
    stop.CancelAfter(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
}

Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

await using FakeTwsGateway? demo = args.Contains("--demo") ? DemoGateway.Start(symbols, rows) : null;
var connection = new TwsClientOptions { Host = Value("--host") ?? "127.0.0.1", Port = demo?.Port ?? Number("--port", 7497), ClientId = Number("--client-id", 17) };

// The broker knows each contract's grid; one short connection asks for it.
var subscriptions = new List<TwsSubscription>();
await using (TwsClient client = await TwsClient.ConnectAsync(connection, stop.Token))
{
    foreach (string symbol in symbols)
    {
        TwsContractDetails details = (await client.GetContractDetailsAsync(TwsContract.Stock(symbol, Value("--exchange") ?? "SMART"), stop.Token))[0];
        subscriptions.Add(new TwsSubscription
        {
            Instrument = details.ToInstrument(subscriptions.Count + 1),
            Contract = details.Contract,
            DepthRows = rows,
            IsSmartDepth = smart,
            TickByTick = [TwsTickByTickKind.Last],
        });
    }
}

var feed = new TwsDepthFeed(new TwsFeedOptions { Client = connection, Subscriptions = subscriptions });
using EventRecorder? recorder = Value("--out") is { } folder ? EventRecorder.Open(folder, feed.Instruments) : null;
var counter = new CountingSink(recorder);
Task running = feed.RunAsync(counter, stop.Token);
if (Console.IsOutputRedirected)
{
    await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    AnsiConsole.Write(Ladders.Render(feed, counter));
}
else
{
    await AnsiConsole.Live(Ladders.Render(feed, counter)).StartAsync(async view =>
    {
        while (!running.IsCompleted)
        {
            view.UpdateTarget(Ladders.Render(feed, counter));
            await Task.WhenAny(running, Task.Delay(200));
        }
    });
}

if (running.IsFaulted)
{
    Console.Error.WriteLine(running.Exception!.InnerException!.Message);
    return 1;
}

recorder?.Flush();
return 0;
