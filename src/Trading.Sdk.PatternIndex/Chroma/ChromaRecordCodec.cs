using System.Runtime.InteropServices;
using System.Text.Json;

namespace Trading.Sdk.PatternIndex;

/// <summary>A record as JSON in a journal: fields by name, the vector as base64.</summary>
internal static class ChromaRecordCodec
{
    public static byte[] Encode(ChromaRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", record.Id);
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes(record.Embedding.AsSpan()));
            json.WriteString("document", record.Document);
            json.WriteStartObject("metadata");
            foreach ((string field, MetadataValue value) in record.Metadata ?? new Dictionary<string, MetadataValue>(StringComparer.Ordinal))
            {
                json.WritePropertyName(field);
                ChromaWhere.WriteValue(json, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static ChromaRecord Decode(ReadOnlySpan<byte> payload, string file, long sequence)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload.ToArray());
            byte[] embedding = json.RootElement.GetProperty("embedding").GetBytesFromBase64();
            var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
            foreach (JsonProperty field in json.RootElement.GetProperty("metadata").EnumerateObject())
            {
                metadata[field.Name] = field.Value.ValueKind switch
                {
                    JsonValueKind.String => field.Value.GetString()!,
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => field.Value.TryGetInt64(out long whole) && !field.Value.GetRawText().Contains('.', StringComparison.Ordinal) ? (MetadataValue)whole : field.Value.GetDouble(),
                };
            }

            return new ChromaRecord(
                json.RootElement.GetProperty("id").GetString()!,
                MemoryMarshal.Cast<byte, float>(embedding).ToArray(),
                metadata,
                json.RootElement.GetProperty("document").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IndexFormatException(file, sequence, "the change is no record: " + e.Message, e);
        }
    }
}
