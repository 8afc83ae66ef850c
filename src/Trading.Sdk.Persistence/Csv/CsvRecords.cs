using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Rows in CSV (RFC 4180) with the column names as header. Times are integers of nanoseconds since 1970, numbers use a
/// point, an empty field is an absent value, vectors are JSON arrays and levels are [[price, size, count], …].
/// </summary>
public static class CsvRecords
{
    /// <summary>Reads rows; a line that is no row comes with its error, and reading goes on.</summary>
    /// <param name="reader">The file, header first; columns in any order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <exception cref="RecordFormatException">The header lacks a column, names an unknown one or names one twice.</exception>
    public static async IAsyncEnumerable<CsvRow<TRecord>> ReadAsync<TRecord>(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TRecord : class, IStoredRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(reader);
        var lines = new CsvLines(reader);
        if (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is not { } first)
        {
            throw new RecordFormatException("The file is empty: expected a header with the column names.");
        }

        var source = new Fields(TRecord.Schema, MapHeader(TRecord.Schema, first));
        int width = first.Count;
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } fields)
        {
            yield return lines.Problem is { } problem
                ? new CsvRow<TRecord>(lines.Line, null, $"line {lines.Line}: {problem}", fields)
                : Convert<TRecord>(source, fields, width, lines.Line);
        }
    }

    /// <summary>Writes the header.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="includeOptional">With the optional columns (sequence). Default false.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    public static void WriteHeader<TRecord>(TextWriter writer, bool includeOptional = false)
        where TRecord : class, IStoredRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(string.Join(',', TRecord.Schema.Columns.Where(c => includeOptional || !c.IsOptional).Select(c => c.Name)));
        writer.Write('\n');
    }

    /// <summary>Writes a row.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="record">The row.</param>
    /// <param name="includeOptional">As for the header.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    public static void WriteRow<TRecord>(TextWriter writer, TRecord record, bool includeOptional = false)
        where TRecord : class, IStoredRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        record.Write(new Line(writer, TRecord.Schema, includeOptional));
        writer.Write('\n');
    }

    private static int[] MapHeader(RecordSchema schema, List<string> header)
    {
        int[] map = new int[schema.Columns.Count];
        Array.Fill(map, -1);
        for (int i = 0; i < header.Count; i++)
        {
            int column = schema.IndexOf(header[i].Trim('\uFEFF', ' '));
            if (column < 0)
            {
                throw new RecordFormatException($"Unknown column '{header[i]}' of {schema.Subject}; known: {string.Join(", ", schema.Columns.Select(c => c.Name))}.");
            }

            if (map[column] >= 0)
            {
                throw new RecordFormatException($"Column '{header[i]}' stands twice in the header.");
            }

            map[column] = i;
        }

        for (int i = 0; i < map.Length; i++)
        {
            if (map[i] < 0 && !schema.Columns[i].IsOptional && !schema.Columns[i].IsNullable)
            {
                throw new RecordFormatException($"The header lacks column '{schema.Columns[i].Name}' of {schema.Subject}.");
            }
        }

        return map;
    }

    private static CsvRow<TRecord> Convert<TRecord>(Fields source, List<string> fields, int width, long line)
        where TRecord : class, IStoredRecord<TRecord>
    {
        if (fields.Count != width)
        {
            return new CsvRow<TRecord>(line, null, $"line {line}: expected {width} fields, found {fields.Count}", fields);
        }

        try
        {
            source.Begin(fields);
            return new CsvRow<TRecord>(line, TRecord.Read(source), null, fields);
        }
        catch (RecordFormatException e)
        {
            return new CsvRow<TRecord>(line, null, $"line {line}: {e.Message}", fields);
        }
    }

    private sealed class Fields(RecordSchema schema, int[] map) : IFieldReader
    {
        private List<string> fields = [];
        private int position;

        public void Begin(List<string> line)
        {
            fields = line;
            position = 0;
        }

        public long Time() => Int64();

        public long Int64() => long.TryParse(Next(out string name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Bad(name, "an integer");

        public long? Int64OrNull() => Absent() ? null : Int64();

        public int Int32() => int.TryParse(Next(out string name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Bad(name, "a 32-bit integer");

        public int? Int32OrNull() => Absent() ? null : Int32();

        public double Double() => double.TryParse(Next(out string name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Bad(name, "a number");

        public double? DoubleOrNull() => Absent() ? null : Double();

        public decimal Decimal() => decimal.TryParse(Next(out string name), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : throw Bad(name, "a decimal number");

        public decimal? DecimalOrNull() => Absent() ? null : Decimal();

        public string Text() => Next(out _);

        public string? TextOrNull() => Absent() ? null : Text();

        public Guid Uuid() => Guid.TryParse(Next(out string name), out Guid value) ? value : throw Bad(name, "a GUID");

        public Guid? UuidOrNull() => Absent() ? null : Uuid();

        public string Json() => Next(out _);

        public string? JsonOrNull() => Absent() ? null : Json();

        public bool Boolean()
        {
            string text = Next(out string name);
            return text switch { "true" or "True" or "t" or "1" => true, "false" or "False" or "f" or "0" => false, _ => throw Bad(name, "true or false") };
        }

        public bool? BooleanOrNull() => Absent() ? null : Boolean();

        public PackedLevels Levels()
        {
            string text = Next(out string name);
            try
            {
                JsonArray levels = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsArray();
                return PackedLevels.Pack([.. levels.Select(l => new BookLevel(Number(l![0]!), Number(l[1]!), l.AsArray().Count > 2 ? l[2]!.GetValue<int>() : 0))]);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or NullReferenceException or ArgumentOutOfRangeException)
            {
                throw Bad(name, "levels as [[price, size, count], …]");
            }
        }

        public ReadOnlyMemory<double> Doubles()
        {
            string text = Next(out string name);
            try
            {
                return text.Length == 0 ? default : JsonNode.Parse(text)!.AsArray().Select(v => v is null ? double.NaN : v.GetValue<double>()).ToArray();
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
            {
                throw Bad(name, "numbers as [1, 2, …] with null for an absent one");
            }
        }

        private static decimal Number(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? decimal.Parse(node.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture) : node.GetValue<decimal>();

        private bool Absent()
        {
            if (map[position] >= 0 && fields[map[position]].Length > 0)
            {
                return false;
            }

            position++;
            return true;
        }

        private string Next(out string name)
        {
            RecordColumn column = schema.Columns[position];
            int at = map[position++];
            name = column.Name;
            // Optional columns stand for 0 where they are left out or left empty.
            return at < 0 || (column.IsOptional && fields[at].Length == 0) ? "0" : fields[at];
        }

        private RecordFormatException Bad(string name, string expected) => new($"column {name}: expected {expected}, found '{Shorten(fields[map[schema.IndexOf(name)]])}'");

        private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
    }

    private sealed class Line(TextWriter writer, RecordSchema schema, bool includeOptional) : IFieldWriter
    {
        private int position;
        private bool any;

        public void Time(long value) => Put(value.ToString(CultureInfo.InvariantCulture));

        public void Int64(long value) => Put(value.ToString(CultureInfo.InvariantCulture));

        public void Int64(long? value) => Put(value?.ToString(CultureInfo.InvariantCulture));

        public void Int32(int value) => Put(value.ToString(CultureInfo.InvariantCulture));

        public void Int32(int? value) => Put(value?.ToString(CultureInfo.InvariantCulture));

        public void Double(double value) => Put(value.ToString("R", CultureInfo.InvariantCulture));

        public void Double(double? value) => Put(value?.ToString("R", CultureInfo.InvariantCulture));

        public void Decimal(decimal value) => Put(value.ToString(CultureInfo.InvariantCulture));

        public void Decimal(decimal? value) => Put(value?.ToString(CultureInfo.InvariantCulture));

        public void Text(string? value) => Put(value);

        public void Uuid(Guid value) => Put(value.ToString());

        public void Uuid(Guid? value) => Put(value?.ToString());

        public void Json(string? value) => Put(value);

        public void Boolean(bool value) => Put(value ? "true" : "false");

        public void Boolean(bool? value) => Put(value is null ? null : value.Value ? "true" : "false");

        public void Levels(PackedLevels value) => Put('[' + string.Join(',', value.ToArray().Select(l => string.Create(CultureInfo.InvariantCulture, $"[{l.Price},{l.Size},{l.Count}]"))) + ']');

        public void Doubles(ReadOnlyMemory<double> value)
        {
            var text = new StringBuilder("[");
            foreach (double d in value.Span)
            {
                text.Append(text.Length > 1 ? "," : "").Append(double.IsNaN(d) ? "null" : d.ToString("R", CultureInfo.InvariantCulture));
            }

            Put(text.Append(']').ToString());
        }

        private void Put(string? text)
        {
            if (schema.Columns[position++].IsOptional && !includeOptional)
            {
                return;
            }

            if (any)
            {
                writer.Write(',');
            }

            any = true;
            if (text is null)
            {
                return;
            }

            if (text.AsSpan().IndexOfAny(',', '"', '\n') < 0 && !text.Contains('\r', StringComparison.Ordinal))
            {
                writer.Write(text);
                return;
            }

            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
    }
}
