using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Workbench.Feeds;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench feed record binance</c>: a live session, recorded as raw frames and as events.</summary>
internal static class FeedRecordBinance
{
    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var venue = new Option<string>("--venue") { Required = true, Description = "spot, usdm or coinm." };
        var ws = new Option<string?>("--ws") { Description = "Root of the streams; default the venue's." };
        var rest = new Option<string?>("--rest") { Description = "Root of the REST interface; default the venue's." };
        var symbols = new Option<string[]>("--symbols") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Symbols, separated by commas." };
        var streams = new Option<string[]>("--streams") { AllowMultipleArgumentsPerToken = true, Description = "Of: " + BinanceStreamChoice.Known + ". Default depth." };
        var seconds = new Option<double>("--seconds") { Required = true, Description = "How long." };
        var output = new Option<string>("--out") { Required = true, Description = "Directory of the recording." };
        var top = new Option<int>("--top") { DefaultValueFactory = _ => 20, Description = "Levels a side that are printed." };
        var trace = new Option<string?>("--trace") { Description = "JSON lines of the top 10 after each depth message." };
        var tick = new Option<decimal?>("--tick") { Description = "Price step of all symbols; default from exchangeInfo." };
        var lot = new Option<decimal?>("--lot") { Description = "Quantity step of all symbols; default from exchangeInfo." };
        var speed = new Option<int?>("--speed") { Description = "Milliseconds between depth messages; default 100." };
        var levels = new Option<int?>("--levels") { Description = "Levels a side of a snapshot; default 1000." };
        return Verb.Create("binance", "Binance: spot and futures.", [venue, ws, rest, symbols, streams, seconds, output, top, trace, tick, lot, speed, levels], (parsed, cancellation) =>
        {
            BinanceStreamChoice chosen = BinanceStreamChoice.Of(Split(parsed.GetValue(streams) is { Length: > 0 } given ? given : ["depth"]));
            string[] names = [.. Split(parsed.GetValue(symbols)!).Select(s => s.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];
            double duration = parsed.GetValue(seconds);
            if (names.Length == 0 || duration is not (> 0 and < 1e7) || parsed.GetValue(top) is < 0 or > 100_000 || parsed.GetValue(tick) <= 0 || parsed.GetValue(lot) <= 0)
            {
                throw new UsageException("--symbols names at least one, --seconds, --tick and --lot are greater than 0, --top is at least 0.");
            }

            var options = new BinanceFeedOptions
            {
                Venue = parsed.GetValue(venue) switch
                {
                    "spot" => BinanceVenue.Spot,
                    "usdm" => BinanceVenue.UsdMFutures,
                    "coinm" => BinanceVenue.CoinMFutures,
                    { } other => throw new UsageException($"Unknown venue '{other}'; known: spot, usdm, coinm."),
                    null => throw new UsageException("--venue is spot, usdm or coinm."),
                },
                WebSocketAddress = Address(parsed.GetValue(ws), "--ws", "ws", "wss"),
                RestAddress = Address(parsed.GetValue(rest), "--rest", "http", "https"),
                Streams = chosen.Streams,
                PartialDepthLevels = chosen.PartialLevels,
                KlineInterval = chosen.Interval,
                DepthMilliseconds = parsed.GetValue(speed) ?? 100,
                SnapshotLevels = parsed.GetValue(levels) ?? 1000,
                Logger = new ErrorLineLogger(),
            };
            // The instruments are found later, over the connection.
            string[] problems = [.. options.FindProblems().Where(p => !p.StartsWith(nameof(options.Instruments), StringComparison.Ordinal))];
            if (problems.Length > 0)
            {
                throw new UsageException(string.Join("; ", problems));
            }

            var request = new BinanceRecordRequest(options, names, TimeSpan.FromSeconds(duration), parsed.GetValue(output)!, parsed.GetValue(top), parsed.GetValue(trace), parsed.GetValue(tick), parsed.GetValue(lot));
            return RunAsync(request, parsed.GetValue<bool>("--json"), cancellation);
        });
    }

    private static async Task<JsonObject> RunAsync(BinanceRecordRequest request, bool isJson, CancellationToken cancellation)
    {
        BinanceRecordResult result = await BinanceRecording.RunAsync(request, cancellation);
        if (result.Failure is not { } failure)
        {
            return result.Json;
        }

        // What came of each symbol is told in any case.
        if (isJson)
        {
            Console.Out.WriteLine(result.Json.ToJsonString(JsonOptions));
        }

        throw new InvalidOperationException(failure);
    }

    private static IEnumerable<string> Split(string[] values) => values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Uri? Address(string? text, string option, params ReadOnlySpan<string> schemes)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && schemes.Contains(address.Scheme)
            ? address
            : throw new UsageException($"{option} is an address that begins with {schemes[0]}:// or {schemes[1]}://, not '{text}'.");
    }
}
