using System.CommandLine;
using LiveBinance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

// Shows several live books of Binance in the console, and records them when asked to:
//   dotnet run -c Release --project samples/LiveBinance -- --symbols BTCUSDT,ETHUSDT --out recording
// --ws and --rest take any base address, a fake venue on 127.0.0.1 included.
var venue = new Option<string>("--venue") { DefaultValueFactory = _ => "spot", Description = "spot, usdm or coinm." };
venue.AcceptOnlyFromAmong("spot", "usdm", "coinm");
var symbols = new Option<string>("--symbols") { DefaultValueFactory = _ => "BTCUSDT,ETHUSDT", Description = "Separated by commas." };
var ws = new Option<string?>("--ws") { Description = "Root of the streams; default Binance." };
var rest = new Option<string?>("--rest") { Description = "Root of the REST interface; default Binance." };
var output = new Option<string?>("--out") { Description = "Directory to record events into; default none." };
var seconds = new Option<double>("--seconds") { Description = "How long; default until Ctrl+C." };
var command = new RootCommand("Live order books of Binance.") { venue, symbols, ws, rest, output, seconds };
command.SetAction(async (parsed, cancellation) =>
{
    string[] names = parsed.GetValue(symbols)!.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    void Configure(BinanceFeedOptions options)
    {
        options.Venue = parsed.GetValue(venue) switch { "usdm" => BinanceVenue.UsdMFutures, "coinm" => BinanceVenue.CoinMFutures, _ => BinanceVenue.Spot };
        options.WebSocketAddress = parsed.GetValue(ws) is { } streams ? new Uri(streams) : null;
        options.RestAddress = parsed.GetValue(rest) is { } root ? new Uri(root) : null;
        options.Streams = BinanceStreams.Depth | BinanceStreams.Trade;
    }

    // Tick and lot of each symbol come from the venue itself.
    var lookup = new BinanceFeedOptions();
    Configure(lookup);
    using var http = new HttpClient();
    IReadOnlyList<Instrument> instruments = await new BinanceRestClient(http, lookup).GetInstrumentsAsync(names, cancellation);

    HostApplicationBuilder builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Services.AddBinanceDepthFeed(options =>
    {
        Configure(options);
        foreach (Instrument instrument in instruments)
        {
            options.Instruments.Add(instrument);
        }
    });
    builder.Services.AddHealthChecks().Add(BinanceDepthFeedServiceCollectionExtensions.CreateBinanceHealthCheck());
    builder.Services.AddSingleton(new BookTableOptions(parsed.GetValue(output), parsed.GetValue(seconds) is > 0 and double stated ? TimeSpan.FromSeconds(stated) : null));
    builder.Services.AddSingleton<BookTable>();
    builder.Services.AddHostedService(provider => provider.GetRequiredService<BookTable>());
    using IHost host = builder.Build();
    await host.StartAsync(cancellation);
    await host.WaitForShutdownAsync(cancellation);
    HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(CancellationToken.None);
    BookTable table = host.Services.GetRequiredService<BookTable>();
    Console.WriteLine($"{table.Events} events, {table.Trades} trades; health after the end: {health.Status}");
    return table.Events > 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
