using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Testing;

/// <summary>
/// Compares computed outputs with expected ones: every number by |a − b| ≤ t·max(1, |b|), b the expected value;
/// booleans, texts, nulls, positions of NaN, names and lengths exactly.
/// </summary>
public static class GoldenComparer
{
    /// <summary>The first difference as a readable path with both values, or null when the outputs agree.</summary>
    /// <param name="actual">Computed outputs.</param>
    /// <param name="expected">Outputs of the file.</param>
    /// <param name="tolerance">t of the formula, at least 0.</param>
    public static string? FirstDifference(JsonNode? actual, JsonNode? expected, double tolerance) => Compare(actual, expected, tolerance, "outputs");

    /// <summary>The largest |a − b| / max(1, |b|) over all numbers at equal places; infinity where the shapes differ.</summary>
    public static double LargestError(JsonNode? actual, JsonNode? expected)
    {
        if (expected is JsonObject eo && actual is JsonObject ao)
        {
            return eo.Select(p => LargestError(ao[p.Key], p.Value)).DefaultIfEmpty(0).Max();
        }

        if (expected is JsonArray ea && actual is JsonArray aa)
        {
            return ea.Count != aa.Count ? double.PositiveInfinity : ea.Zip(aa, (e, a) => LargestError(a, e)).DefaultIfEmpty(0).Max();
        }

        return expected is JsonValue ev && ev.GetValueKind() == JsonValueKind.Number && actual is JsonValue av && av.GetValueKind() == JsonValueKind.Number
            ? Error(GoldenCase.ToDouble(actual), GoldenCase.ToDouble(expected))
            : Compare(actual, expected, 0, "") is null ? 0 : double.PositiveInfinity;
    }

    private static double Error(double a, double b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b));

    private static string? Compare(JsonNode? actual, JsonNode? expected, double tolerance, string path)
    {
        switch (expected)
        {
            case JsonObject expectedObject:
                if (actual is not JsonObject actualObject)
                {
                    return $"{path}: expected an object, got {Show(actual)}";
                }

                foreach ((string name, JsonNode? value) in expectedObject)
                {
                    if (!actualObject.ContainsKey(name))
                    {
                        return $"{path}.{name}: missing";
                    }

                    if (Compare(actualObject[name], value, tolerance, path + "." + name) is { } difference)
                    {
                        return difference;
                    }
                }

                return null;

            case JsonArray expectedArray:
                if (actual is not JsonArray actualArray)
                {
                    return $"{path}: expected an array, got {Show(actual)}";
                }

                if (actualArray.Count != expectedArray.Count)
                {
                    return $"{path}: expected {expectedArray.Count} elements, got {actualArray.Count}";
                }

                for (int i = 0; i < expectedArray.Count; i++)
                {
                    if (Compare(actualArray[i], expectedArray[i], tolerance, $"{path}[{i}]") is { } difference)
                    {
                        return difference;
                    }
                }

                return null;

            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                if (actual is not JsonValue number || number.GetValueKind() != JsonValueKind.Number)
                {
                    return $"{path}: expected {Show(expected)}, got {Show(actual)}";
                }

                double a = GoldenCase.ToDouble(actual), b = GoldenCase.ToDouble(expected);
                return Error(a, b) <= tolerance ? null
                    : string.Create(CultureInfo.InvariantCulture, $"{path}: expected {b:R}, got {a:R} (error {Error(a, b):0.##e+0}, tolerance {tolerance})");

            default:
                return Show(actual) == Show(expected) ? null : $"{path}: expected {Show(expected)}, got {Show(actual)}";
        }
    }

    private static string Show(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
    }
}
