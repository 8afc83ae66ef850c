using System.Net;
using System.Text.Json;

namespace Trading.Sdk.PatternIndex;

/// <summary>What Chroma's requests and answers look like.</summary>
internal static class ChromaJson
{
    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static void WriteConditions(Utf8JsonWriter json, MetadataFilter? where, string? documentContains)
    {
        if (where is not null)
        {
            json.WritePropertyName("where");
            ChromaWhere.Write(json, where);
        }

        if (documentContains is not null)
        {
            json.WriteStartObject("where_document");
            json.WriteString("$contains", documentContains);
            json.WriteEndObject();
        }
    }

    public static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string?> values, int start, int end)
    {
        json.WriteStartArray(name);
        for (int i = start; i < end; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    public static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, MetadataValue>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach ((string field, MetadataValue value) in metadata)
        {
            json.WritePropertyName(field);
            ChromaWhere.WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    public static ChromaCollection Collection(JsonElement answer) => new(
        answer.GetProperty("id").GetString()!,
        answer.GetProperty("name").GetString()!,
        answer.TryGetProperty("dimension", out JsonElement d) && d.ValueKind == JsonValueKind.Number ? d.GetInt32() : null,
        Metadata(answer.TryGetProperty("metadata", out JsonElement m) ? m : default));

    public static Dictionary<string, MetadataValue> Metadata(JsonElement element)
    {
        var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty field in element.EnumerateObject())
            {
                switch (field.Value.ValueKind)
                {
                    case JsonValueKind.String:
                        metadata[field.Name] = field.Value.GetString()!;
                        break;
                    case JsonValueKind.True or JsonValueKind.False:
                        metadata[field.Name] = field.Value.GetBoolean();
                        break;
                    case JsonValueKind.Number:
                        metadata[field.Name] = field.Value.TryGetInt64(out long whole) ? (MetadataValue)whole : field.Value.GetDouble();
                        break;
                }
            }
        }

        return metadata;
    }

    public static List<ChromaHit> Hits(JsonElement answer, bool nested)
    {
        JsonElement Column(string name) => answer.TryGetProperty(name, out JsonElement column) && column.ValueKind == JsonValueKind.Array ? (nested ? column[0] : column) : default;
        JsonElement ids = Column("ids"), distances = Column("distances"), metadatas = Column("metadatas"), documents = Column("documents"), embeddings = Column("embeddings");
        var hits = new List<ChromaHit>();
        for (int i = 0; i < ids.GetArrayLength(); i++)
        {
            hits.Add(new ChromaHit(
                ids[i].GetString()!,
                distances.ValueKind == JsonValueKind.Array && distances[i].ValueKind == JsonValueKind.Number ? distances[i].GetDouble() : double.NaN,
                Metadata(metadatas.ValueKind == JsonValueKind.Array ? metadatas[i] : default),
                documents.ValueKind == JsonValueKind.Array ? documents[i].GetString() : null,
                embeddings.ValueKind == JsonValueKind.Array ? embeddings[i].EnumerateArray().Select(v => v.GetSingle()).ToArray() : null));
        }

        return hits;
    }

    public static JsonDocument Parse(byte[] answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException e)
        {
            throw new ChromaException(HttpStatusCode.BadGateway, "InvalidAnswer", "the answer is not JSON: " + e.Message, e);
        }
    }

    public static ChromaException Refusal(HttpStatusCode status, byte[] answer)
    {
        try
        {
            using JsonDocument error = JsonDocument.Parse(answer);
            return new ChromaException(status, error.RootElement.GetProperty("error").GetString() ?? "", error.RootElement.GetProperty("message").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new ChromaException(status, "Unknown", System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 500))), e);
        }
    }
}
