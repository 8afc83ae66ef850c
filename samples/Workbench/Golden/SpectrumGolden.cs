using System.Numerics;
using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The operations of the golden package "spectrum".</summary>
internal static partial class SpectrumGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = Build();

    private static Dictionary<string, GoldenOperation> Build()
    {
        var operations = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal);
        AddFourier(operations);
        AddWindows(operations);
        AddPower(operations);
        AddFilters(operations);
        AddWavelets(operations);
        AddSparse(operations);
        return operations;
    }

    /// <summary>A signal given in place, or by the name of one of the file's first case, possibly with a slice <c>[:n]</c>.</summary>
    private static double[] Signal(GoldenCase c, string name)
    {
        if (c.Inputs[name + "_ref"] is not { } reference)
        {
            return c.Vector(name);
        }

        string text = reference.GetValue<string>();
        int bracket = text.IndexOf("[:", StringComparison.Ordinal);
        string key = bracket < 0 ? text : text[..bracket];
        GoldenCase signals = c.File.Cases.First(s => string.Equals(s.Op, "signals", StringComparison.Ordinal));
        double[] values = signals.Vector(key);
        return bracket < 0 ? values : values[..int.Parse(text[(bracket + 2)..^1])];
    }

    private static Complex[] ComplexVector(JsonNode node)
    {
        double[] re = GoldenCase.ToVector(node["re"]!), im = GoldenCase.ToVector(node["im"]!);
        return [.. re.Zip(im, (a, b) => new Complex(a, b))];
    }

    private static Complex ComplexNumber(JsonNode node) => new(GoldenCase.ToDouble(node["re"]), GoldenCase.ToDouble(node["im"]));

    private static JsonObject Of(Complex value) => new() { ["re"] = value.Real, ["im"] = value.Imaginary };

    private static JsonObject Of(IEnumerable<Complex> values)
    {
        Complex[] all = [.. values];
        return new JsonObject { ["re"] = GoldenCase.FromVector([.. all.Select(v => v.Real)]), ["im"] = GoldenCase.FromVector([.. all.Select(v => v.Imaginary)]) };
    }

    private static JsonObject OfRows(IEnumerable<Complex[]> rows)
    {
        Complex[][] all = [.. rows];
        return new JsonObject
        {
            ["re"] = GoldenCase.FromMatrix(all.Select(r => r.Select(v => v.Real).ToArray())),
            ["im"] = GoldenCase.FromMatrix(all.Select(r => r.Select(v => v.Imaginary).ToArray())),
        };
    }

    private static JsonArray OfIntegers(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode?)v)]);
}
