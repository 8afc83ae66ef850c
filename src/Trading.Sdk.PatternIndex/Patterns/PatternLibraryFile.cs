using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Trading.Sdk.PatternIndex;

/// <summary>A <see cref="PatternLibrary"/> as one JSON document with base64 vectors and a checksum a pattern; replaced only when the new one is complete.</summary>
public static class PatternLibraryFile
{
    private const string Format = "trading-sdk-pattern-library";
    private const int Version = 1;
    private static readonly string[] BuiltIn = ["symbol", "regime", "start", "end", "labelEnd", "flat"];

    /// <summary>Saves a library. Patterns added or removed meanwhile may or may not be in the file.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is still there.</exception>
    public static void Save(PatternLibrary library, string path)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new FormatWriter(path);
        using (var json = new Utf8JsonWriter(writer.Stream))
        {
            PatternLibraryOptions options = library.Options;
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteNumber("dimension", options.Dimension);
            json.WriteString("metric", options.Metric.ToString());
            json.WriteBoolean("approximate", options.Approximate);
            json.WriteNumber("windowBars", options.WindowBars);
            json.WriteStartArray("horizonBars");
            foreach (int bars in options.HorizonBars)
            {
                json.WriteNumberValue(bars);
            }

            json.WriteEndArray();
            json.WriteStartArray("fields");
            foreach ((string name, MetadataType type) in options.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("type", type.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("patterns");
            float[] vector = new float[options.Dimension];
            for (long id = 0; id < library.NextId; id++)
            {
                if (library.Find(id) is { } pattern && library.Index.TryGetVector(id, vector))
                {
                    WritePattern(json, library, id, pattern, vector);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        writer.Complete();
    }

    /// <summary>Loads a library. Ids are given anew, in the order of the file.</summary>
    /// <exception cref="IndexFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PatternLibrary Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PatternLibrary? library = null;
        long line = 0;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format || root.GetProperty("version").GetInt32() != Version)
            {
                throw new IndexFormatException(path, 0, $"no pattern library of version {Version}");
            }

            (string, MetadataType)[] fields = root.GetProperty("fields").EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, Enum.Parse<MetadataType>(f.GetProperty("type").GetString()!))).ToArray();
            library = new PatternLibrary(new PatternLibraryOptions
            {
                Dimension = root.GetProperty("dimension").GetInt32(),
                Metric = Enum.Parse<VectorMetric>(root.GetProperty("metric").GetString()!),
                Approximate = root.GetProperty("approximate").GetBoolean(),
                WindowBars = root.TryGetProperty("windowBars", out JsonElement window) ? window.GetInt32() : 0,
                HorizonBars = root.GetProperty("horizonBars").EnumerateArray().Select(h => h.GetInt32()).ToArray(),
                Fields = fields,
            });
            foreach (JsonElement element in root.GetProperty("patterns").EnumerateArray())
            {
                ReadPattern(library, element, fields, path, line++);
            }

            return library;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            library?.Dispose();
            throw new IndexFormatException(path, 0, $"pattern {line}: {e.Message}", e);
        }
        catch (IndexFormatException)
        {
            library?.Dispose();
            throw;
        }
    }

    private static void WritePattern(Utf8JsonWriter json, PatternLibrary library, long id, Pattern pattern, float[] vector)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(vector.AsSpan());
        json.WriteStartObject();
        json.WriteString("symbol", pattern.Symbol);
        json.WriteNumber("start", pattern.StartNanos);
        json.WriteNumber("end", pattern.EndNanos);
        json.WriteNumber("labelEnd", pattern.LabelEndNanos);
        json.WriteString("regime", pattern.Regime);
        json.WriteBoolean("flat", pattern.Shape.IsFlat);
        json.WriteNumber("deviation", pattern.Shape.Deviation);
        json.WriteNumber("change", pattern.Shape.Change);
        json.WriteStartArray("returns");
        foreach (double value in pattern.ForwardReturns)
        {
            if (double.IsNaN(value))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(value);
            }
        }

        json.WriteEndArray();
        json.WriteStartObject("values");
        foreach ((string name, MetadataType _) in library.Options.Fields)
        {
            if (!BuiltIn.Contains(name) && library.Metadata.Get(id, name) is { } value)
            {
                json.WriteString(name, value.ToString());
            }
        }

        json.WriteEndObject();
        json.WriteBase64String("vector", bytes);
        json.WriteNumber("checksum", Crc32C.Compute(bytes));
        json.WriteEndObject();
    }

    private static void ReadPattern(PatternLibrary library, JsonElement element, (string Name, MetadataType Type)[] fields, string path, long line)
    {
        byte[] bytes = element.GetProperty("vector").GetBytesFromBase64();
        if (Crc32C.Compute(bytes) != element.GetProperty("checksum").GetUInt32())
        {
            throw new IndexFormatException(path, 0, $"pattern {line}: the checksum of the vector is wrong");
        }

        var values = new List<(string, MetadataValue)>();
        JsonElement stored = element.GetProperty("values");
        foreach ((string name, MetadataType type) in fields)
        {
            if (stored.TryGetProperty(name, out JsonElement text))
            {
                string value = text.GetString()!;
                values.Add((name, type switch
                {
                    MetadataType.Integer => long.Parse(value, CultureInfo.InvariantCulture),
                    MetadataType.Number => double.Parse(value, CultureInfo.InvariantCulture),
                    MetadataType.Boolean => value == "true",
                    _ => value,
                }));
            }
        }

        library.Add(
            new Pattern
            {
                Symbol = element.GetProperty("symbol").GetString()!,
                StartNanos = element.GetProperty("start").GetInt64(),
                EndNanos = element.GetProperty("end").GetInt64(),
                LabelEndNanos = element.GetProperty("labelEnd").GetInt64(),
                Regime = element.GetProperty("regime").GetString(),
                Shape = new PatternShape(element.GetProperty("flat").GetBoolean(), element.GetProperty("deviation").GetDouble(), element.GetProperty("change").GetDouble()),
                ForwardReturns = element.GetProperty("returns").EnumerateArray().Select(r => r.ValueKind == JsonValueKind.Null ? double.NaN : r.GetDouble()).ToArray(),
            },
            MemoryMarshal.Cast<byte, float>(bytes),
            [.. values]);
    }
}
