using System.Globalization;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Testing;

/// <summary>One case of a <see cref="GoldenFile"/>, with typed access to its parts.</summary>
public sealed class GoldenCase
{
    internal GoldenCase(GoldenFile file, JsonObject node, int index)
    {
        File = file;
        Node = node;
        Index = index;
        Op = node["op"]?.GetValue<string>() ?? throw new FormatException($"{file.Name}: case {index} has no \"op\".");
        Params = node["params"] as JsonObject ?? [];
        Inputs = node["inputs"] as JsonObject ?? [];
    }

    /// <summary>The file the case belongs to.</summary>
    public GoldenFile File { get; }

    /// <summary>The whole case.</summary>
    public JsonObject Node { get; }

    /// <summary>Position in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the operation.</summary>
    public string Op { get; }

    /// <summary>Settings.</summary>
    public JsonObject Params { get; }

    /// <summary>Data.</summary>
    public JsonObject Inputs { get; }

    /// <summary>Expected outputs; null when the file states none.</summary>
    public JsonNode? Outputs => Node["outputs"];

    /// <summary>Tolerance that the file states for this operation.</summary>
    public double Tolerance => File.ToleranceOf(Op);

    /// <summary>A number of the parameters, else of the inputs; <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> are numbers.</summary>
    /// <exception cref="FormatException">The name is absent and there is no <paramref name="orElse"/>.</exception>
    public double Number(string name, double? orElse = null) => Find(name) is { } node ? ToDouble(node) : orElse ?? throw Missing(name);

    /// <summary>An integer of the parameters, else of the inputs.</summary>
    /// <exception cref="FormatException">The name is absent and there is no <paramref name="orElse"/>.</exception>
    public int Integer(string name, int? orElse = null) => Find(name) is { } node ? checked((int)ToDouble(node)) : orElse ?? throw Missing(name);

    /// <summary>A text of the parameters, else of the inputs.</summary>
    /// <exception cref="FormatException">The name is absent and there is no <paramref name="orElse"/>.</exception>
    public string Text(string name, string? orElse = null) => Find(name)?.GetValue<string>() ?? orElse ?? throw Missing(name);

    /// <summary>A boolean of the parameters, else of the inputs.</summary>
    /// <exception cref="FormatException">The name is absent and there is no <paramref name="orElse"/>.</exception>
    public bool Flag(string name, bool? orElse = null) => Find(name)?.GetValue<bool>() ?? orElse ?? throw Missing(name);

    /// <summary>A vector of the inputs, else of the parameters.</summary>
    /// <exception cref="FormatException">The name is absent.</exception>
    public double[] Vector(string name) => ToVector(Inputs[name] ?? Find(name) ?? throw Missing(name));

    /// <summary>A matrix (array of rows) of the inputs, else of the parameters.</summary>
    /// <exception cref="FormatException">The name is absent.</exception>
    public double[][] Matrix(string name) => [.. (Inputs[name] ?? Find(name) ?? throw Missing(name)).AsArray().Select(row => ToVector(row!))];

    /// <summary>True when the parameters or inputs hold the name with a value other than null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The node of that name in the parameters, else in the inputs, or null.</summary>
    public JsonNode? Find(string name) => Params[name] ?? Inputs[name];

    /// <summary>Reads a number, also from the strings that stand for NaN and the infinities; null reads as NaN.</summary>
    public static double ToDouble(JsonNode? node) => node switch
    {
        null => double.NaN,
        JsonValue value when value.TryGetValue(out string? text) => text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new FormatException($"'{text}' is not a number."),
        },
        JsonValue value when value.TryGetValue(out bool flag) => flag ? 1 : 0,
        _ => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>Reads an array of numbers.</summary>
    public static double[] ToVector(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return [.. node.AsArray().Select(ToDouble)];
    }

    /// <summary>Writes a number; NaN and the infinities become their names.</summary>
    public static JsonNode FromDouble(double value) => double.IsFinite(value)
        ? JsonValue.Create(value)
        : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");

    /// <summary>Writes a vector.</summary>
    public static JsonArray FromVector(ReadOnlySpan<double> values)
    {
        var array = new JsonArray();
        foreach (double value in values)
        {
            array.Add((JsonNode?)FromDouble(value));
        }

        return array;
    }

    /// <summary>Writes a matrix as an array of rows.</summary>
    public static JsonArray FromMatrix(IEnumerable<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new JsonArray([.. rows.Select(row => (JsonNode?)FromVector(row))]);
    }

    private FormatException Missing(string name) => new($"{File.Name}: case {Index} ({Op}) has no '{name}'.");
}
