using System.Text.Json;

namespace Trading.Sdk.PatternIndex;

/// <summary>Writes a <see cref="MetadataFilter"/> as Chroma's <c>where</c>.</summary>
internal static class ChromaWhere
{
    private static readonly System.Buffers.SearchValues<char> NotWhole = System.Buffers.SearchValues.Create(".eE");

    public static void Write(Utf8JsonWriter json, MetadataFilter filter, bool negated = false)
    {
        switch (filter)
        {
            case MetadataFilter.SetCondition set:
                json.WriteStartObject();
                json.WriteStartObject(set.Field);
                json.WriteStartArray(negated ? "$nin" : "$in");
                foreach (MetadataValue value in set.Values)
                {
                    WriteValue(json, value);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case MetadataFilter.RangeCondition { Least: null, Most: null }:
                throw new NotSupportedException("A range that is open on both sides says nothing to Chroma.");
            case MetadataFilter.RangeCondition range when !negated:
                bool both = range.Least is not null && range.Most is not null;
                if (both)
                {
                    json.WriteStartObject();
                    json.WriteStartArray("$and");
                }

                WriteBound(json, range.Field, "$gte", range.Least);
                WriteBound(json, range.Field, "$lte", range.Most);
                if (both)
                {
                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                break;
            case MetadataFilter.Combination pair:
                json.WriteStartObject();
                json.WriteStartArray(pair.IsAnd != negated ? "$and" : "$or");
                Write(json, pair.Left, negated);
                Write(json, pair.Right, negated);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case MetadataFilter.Negation not:
                Write(json, not.Inner, !negated);
                break;
            default:
                throw new NotSupportedException("Chroma has no test for the presence of a field and no negated range; search the local mirror.");
        }
    }

    public static void WriteValue(Utf8JsonWriter json, MetadataValue value)
    {
        switch (value.Type)
        {
            case MetadataType.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case MetadataType.Number:
                // "2.0", not "2": the server keeps whole numbers and others apart.
                string text = value.ToString();
                json.WriteRawValue(text.AsSpan().ContainsAny(NotWhole) ? text : text + ".0");
                break;
            case MetadataType.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    private static void WriteBound(Utf8JsonWriter json, string field, string comparison, MetadataValue? bound)
    {
        if (bound is not { } value)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject(field);
        json.WritePropertyName(comparison);
        WriteValue(json, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
