using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Trading.Sdk.Persistence;

/// <summary>A row as one JSON object, column by column: for dead letters and for people.</summary>
public static class JsonRow
{
    /// <summary>Formats a row; decimals as plain decimal strings, times as integers of nanoseconds, levels as [[price, size, count], …].</summary>
    /// <param name="record">The row.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    public static string Format<TRecord>(TRecord record)
        where TRecord : class, IStoredRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(record);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            record.Write(new Fields(json, TRecord.Schema));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private sealed class Fields(Utf8JsonWriter json, RecordSchema schema) : IFieldWriter
    {
        private int position;

        private string Name => schema.Columns[position++].Name;

        public void Time(long value) => json.WriteNumber(Name, value);

        public void Int64(long value) => json.WriteNumber(Name, value);

        public void Int64(long? value)
        {
            if (value is { } v)
            {
                json.WriteNumber(Name, v);
            }
            else
            {
                json.WriteNull(Name);
            }
        }

        public void Int32(int value) => Int64((long)value);

        public void Int32(int? value) => Int64((long?)value);

        public void Double(double value) => json.WriteString(Name, value.ToString("R", CultureInfo.InvariantCulture));

        public void Double(double? value) => Text(value?.ToString("R", CultureInfo.InvariantCulture));

        public void Decimal(decimal value) => json.WriteString(Name, value.ToString(CultureInfo.InvariantCulture));

        public void Decimal(decimal? value) => Text(value?.ToString(CultureInfo.InvariantCulture));

        // Half surrogates, a reason for refusal, become replacement characters: JSON cannot carry them.
        public void Text(string? value) => json.WriteString(Name, value is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)));

        public void Uuid(Guid value) => json.WriteString(Name, value);

        public void Uuid(Guid? value) => Text(value?.ToString());

        // As text: it may be just the malformed document that the row was refused for.
        public void Json(string? value) => Text(value);

        public void Boolean(bool value) => json.WriteBoolean(Name, value);

        public void Boolean(bool? value)
        {
            if (value is { } v)
            {
                json.WriteBoolean(Name, v);
            }
            else
            {
                json.WriteNull(Name);
            }
        }

        public void Levels(PackedLevels value)
        {
            json.WriteStartArray(Name);
            foreach (BookLevel level in value.ToArray())
            {
                json.WriteStartArray();
                json.WriteStringValue(level.Price.ToString(CultureInfo.InvariantCulture));
                json.WriteStringValue(level.Size.ToString(CultureInfo.InvariantCulture));
                json.WriteNumberValue(level.Count);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        public void Doubles(ReadOnlyMemory<double> value)
        {
            json.WriteStartArray(Name);
            foreach (double d in value.Span)
            {
                json.WriteStringValue(d.ToString("R", CultureInfo.InvariantCulture));
            }

            json.WriteEndArray();
        }
    }
}
