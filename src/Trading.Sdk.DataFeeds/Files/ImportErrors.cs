using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What hostile text makes the readers of the base library throw, turned into the one typed error that names file and line.</summary>
internal static class ImportErrors
{
    public static bool IsMalformedInput(Exception e) =>
        e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException or IndexOutOfRangeException or ArgumentException;

    public static MarketDataFormatException At(string source, long line, Exception e) => new(source, line, e switch
    {
        JsonException => "the text is not the JSON that was expected: " + e.Message,
        InvalidOperationException => "a value is of another kind than the format prescribes: " + e.Message,
        KeyNotFoundException => "a field that the format prescribes is missing",
        _ => e.Message,
    }, e);
}
