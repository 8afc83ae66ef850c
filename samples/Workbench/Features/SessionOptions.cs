using System.CommandLine;
using Trading.Sdk.Workbench.Books;

namespace Trading.Sdk.Workbench.Features;

/// <summary>The options that name a session.</summary>
internal sealed class SessionOptions
{
    private readonly Option<string[]> _input = new("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "A recording (folder), raw Binance files in the order of time, or simulation:SEED:SECONDS." };
    private readonly Option<string?> _format = new("--format") { Description = $"One of {string.Join(", ", BookFeeds.Formats)}; default: recording for a folder, else binance." };
    private readonly Option<string?> _venue = new("--venue") { Description = "spot, usdm or coinm (binance); default: read off the recording." };
    private readonly Option<decimal?> _tick = new("--tick") { Description = "Price step (binance); default: read off the recording." };
    private readonly Option<decimal?> _lot = new("--lot") { Description = "Quantity step (binance); default: read off the recording." };
    private readonly Option<string?> _symbol = new("--symbol") { Description = "The symbol where the input holds several." };

    public IEnumerable<Option> All => [_input, _format, _venue, _tick, _lot, _symbol];

    public RecordedSession Open(ParseResult parsed) =>
        RecordedSession.Open(parsed.GetValue(_input)!, parsed.GetValue(_format), parsed.GetValue(_venue), parsed.GetValue(_tick), parsed.GetValue(_lot), parsed.GetValue(_symbol));
}
