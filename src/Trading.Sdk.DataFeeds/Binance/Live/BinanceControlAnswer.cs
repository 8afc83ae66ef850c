using System.Text.Json;

namespace Trading.Sdk.DataFeeds;

/// <summary>The answer to a control message: <c>{"result":…,"id":…}</c>, or an error with code and text.</summary>
/// <param name="Id">The id of the question; −1 where the answer has none.</param>
/// <param name="Error">What went wrong; null on success.</param>
internal readonly record struct BinanceControlAnswer(long Id, string? Error)
{
    public static BinanceControlAnswer Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        long id = root.TryGetProperty("id", out JsonElement stated) && stated.ValueKind == JsonValueKind.Number && stated.TryGetInt64(out long number) ? number : -1;
        JsonElement error = root.TryGetProperty("error", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        return new BinanceControlAnswer(id, error.TryGetProperty("code", out JsonElement code)
            ? $"{code.GetRawText()} {(error.TryGetProperty("msg", out JsonElement text) ? text.ToString() : string.Empty)}"
            : null);
    }

    public static byte[] Question(string method, IEnumerable<string> streams, long id)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("method", method);
            if (streams.Any())
            {
                writer.WriteStartArray("params");
                foreach (string stream in streams)
                {
                    writer.WriteStringValue(stream);
                }

                writer.WriteEndArray();
            }

            writer.WriteNumber("id", id);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
