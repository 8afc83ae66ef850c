using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShadowTrading;
using Spectre.Console;
using Trading.Sdk;
using Trading.Sdk.Backtesting;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

// Trades a strategy in the shadow of a live venue: nothing is sent, every fill is simulated on the live book.
//   dotnet run -c Release --project samples/ShadowTrading                          a fake Binance in this process
//   dotnet run -c Release --project samples/ShadowTrading -- --live --symbol BTCUSDT
// --ws and --rest take any base address. Limits, fees and latency stand in appsettings.json.
var live = new Option<bool>("--live") { Description = "Connect to Binance, or to --ws and --rest, instead of the fake." };
var symbol = new Option<string>("--symbol") { DefaultValueFactory = _ => "BTCUSDT" };
var ws = new Option<string?>("--ws") { Description = "Root of the streams; default Binance." };
var rest = new Option<string?>("--rest") { Description = "Root of the REST interface; default Binance." };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 20, Description = "How long." };
var store = new Option<string?>("--store") { Description = "Folder of the embedded store for signals and the audit trail; default none." };
var report = new Option<string>("--report") { DefaultValueFactory = _ => "shadow.html", Description = "The tear sheet to write." };
var command = new RootCommand("Shadow trading on a live venue.") { live, symbol, ws, rest, seconds, store, report };
command.SetAction(async (parsed, cancellation) =>
{
    string name = parsed.GetValue(symbol)!.ToUpperInvariant();
    await using FakeBinance? fake = parsed.GetValue(live) ? null : new FakeBinance(new FakeBinanceOptions { Symbols = [new FakeBinanceSymbol(name)], DriftTicks = 1 });
    fake?.StartPublishing(TimeSpan.FromMilliseconds(20), 1);
    var options = new BinanceFeedOptions
    {
        WebSocketAddress = fake?.WebSocketAddress ?? (parsed.GetValue(ws) is { } streams ? new Uri(streams) : null),
        RestAddress = fake?.RestAddress ?? (parsed.GetValue(rest) is { } root ? new Uri(root) : null),
        Streams = BinanceStreams.Depth | BinanceStreams.Trade,
    };
    using var http = new HttpClient();
    IReadOnlyList<Instrument> instruments = await new BinanceRestClient(http, options).GetInstrumentsAsync([name], cancellation);
    options.Instruments.Add(instruments[0]);

    HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Configuration["Trading:StoreFolder"] = parsed.GetValue(store) ?? "";
    builder.Services.AddSingleton<IMarketDataFeed>(new BinanceDepthFeed(options, http));
    builder.Services.AddSingleton<IStrategy>(new SmaCrossover(4, 12, lots: (long)(0.01m / instruments[0].Quantity.Value)));
    builder.Services.AddTradingSdk(builder.Configuration);
    using IHost host = builder.Build();
    TradingPipeline pipeline = host.Services.GetRequiredService<TradingPipeline>();

    using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    stop.CancelAfter(TimeSpan.FromSeconds(parsed.GetValue(seconds)));
    Task<StrategySessionResult> run = pipeline.RunAsync(stop.Token);
    await StatusTable.ShowAsync(pipeline, run);
    StrategySessionResult result = await run;

    decimal capital = decimal.Parse(builder.Configuration["Trading:InitialCash"]!, System.Globalization.CultureInfo.InvariantCulture);
    RunStatistics statistics = RunStatistics.Of(result, capital, 2 * 365.25 * 86400);
    await File.WriteAllTextAsync(parsed.GetValue(report)!, TearSheet.Render($"Shadow trading of {name}", result, instruments[0], statistics, capital), CancellationToken.None);
    AnsiConsole.MarkupLineInterpolated($"[bold]{TearSheet.Verdict(statistics)}[/] Event log {result.EventLogHash:x16}, report {parsed.GetValue(report)}");
    return result.Equity.Count > 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
