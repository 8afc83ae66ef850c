using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Testing;

/// <summary>
/// A file of reference cases: <c>{"meta":…,"cases":[{"op","params","inputs","outputs"}]}</c>. Outputs can be computed for
/// all cases and written in the same shapes, or compared with the file's own.
/// </summary>
public sealed class GoldenFile
{
    private static readonly JsonSerializerOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject root;

    private GoldenFile(JsonObject root, string name)
    {
        this.root = root;
        Name = name;
        Meta = root["meta"] as JsonObject ?? [];
        JsonArray cases = root["cases"] as JsonArray ?? throw new FormatException($"{name}: there is no array \"cases\".");
        Cases = [.. cases.Select((node, index) => new GoldenCase(this, node as JsonObject ?? throw new FormatException($"{name}: case {index} is not an object."), index))];
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The object <c>meta</c>; empty when absent.</summary>
    public JsonObject Meta { get; }

    /// <summary>The cases in file order.</summary>
    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Reads a golden file.</summary>
    /// <exception cref="FormatException">The file is not JSON of the documented shape; the message names the file and the place.</exception>
    public static GoldenFile Load(string path)
    {
        try
        {
            return new GoldenFile(JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new FormatException($"{path}: the document is not an object."), path);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The tolerance of an operation: <c>meta.tolerance[op]</c>, else its <c>default</c>, else 0.</summary>
    public double ToleranceOf(string op) =>
        Meta["tolerance"] is not JsonObject tolerance ? 0
        : tolerance.TryGetPropertyValue(op, out JsonNode? own) && own is JsonValue ? own.GetValue<double>()
        : tolerance["default"]?.GetValue<double>() ?? 0;

    /// <summary>Computes the outputs of every case; a case that throws or has no operation gets <c>error</c> instead of <c>outputs</c>.</summary>
    /// <param name="operations">Operation name → computation of the <c>outputs</c> object.</param>
    /// <returns>The number of cases that were computed.</returns>
    public int Compute(IReadOnlyDictionary<string, GoldenOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        int computed = 0;
        foreach (GoldenCase c in Cases)
        {
            c.Node.Remove("outputs");
            if (!operations.TryGetValue(c.Op, out GoldenOperation? operation))
            {
                c.Node["error"] = $"unknown operation '{c.Op}'";
                continue;
            }

            try
            {
                c.Node["outputs"] = operation(c);
                computed++;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                c.Node["error"] = e.Message;
            }
        }

        return computed;
    }

    /// <summary>Writes the file; numbers read back to the same value.</summary>
    public void Save(string path)
    {
        using FileStream stream = File.Create(path);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = WriteOptions.Encoder });
        root.WriteTo(writer);
    }
}
