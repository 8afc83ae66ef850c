using System.Text.Json.Serialization;

namespace Trading.Sdk.Benchmarks.DataFeeds;

/// <summary>A depth message as a serializer sees it: what C# clients of the venue deserialise into.</summary>
internal sealed class PlainMessage
{
    [JsonPropertyName("E")]
    public long Time { get; set; }

    [JsonPropertyName("s")]
    public string Symbol { get; set; } = string.Empty;

    [JsonPropertyName("U")]
    public long First { get; set; }

    [JsonPropertyName("u")]
    public long Final { get; set; }

    [JsonPropertyName("b")]
    public string[][] Bids { get; set; } = [];

    [JsonPropertyName("a")]
    public string[][] Asks { get; set; } = [];
}
