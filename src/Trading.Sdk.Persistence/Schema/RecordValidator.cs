using System.Text;
using System.Text.Json;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Judges a row before it is stored, by the same rules for every store: lengths, no NUL, well-formed Unicode and JSON,
/// finite numbers, nothing required missing. Reusable, not thread-safe.
/// </summary>
public sealed class RecordValidator
{
    private readonly RecordSchema schema;
    private readonly FieldCheck fields;

    /// <summary>Creates a validator.</summary>
    /// <param name="schema">The subject.</param>
    public RecordValidator(RecordSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        this.schema = schema;
        fields = new FieldCheck(this);
    }

    private string? Problem { get; set; }

    private int Position { get; set; }

    /// <summary>Null when the row can be stored, otherwise what is wrong with it.</summary>
    /// <param name="record">The row; null is refused.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    public string? Check<TRecord>(TRecord? record)
        where TRecord : class, IStoredRecord<TRecord>
    {
        if (record is null)
        {
            return "the row is null";
        }

        Problem = null;
        Position = 0;
        record.Write(fields);
        return Problem;
    }

    /// <summary>True when a text can be stored at all: no NUL, no half surrogate pair.</summary>
    /// <param name="value">The text.</param>
    public static bool IsStorableText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return CheckText(value, 0) is null;
    }

    /// <summary>What makes a text unfit to be stored, or null.</summary>
    /// <param name="value">The text.</param>
    /// <param name="lengthMax">Longest length in characters; 0 for any.</param>
    internal static string? CheckText(string value, int lengthMax)
    {
        if (lengthMax > 0 && value.Length > lengthMax)
        {
            return $"is {value.Length} characters long, at most {lengthMax} are allowed";
        }

        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c == '\0')
            {
                return "holds a NUL character";
            }

            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                {
                    return "holds half of a surrogate pair";
                }

                i++;
            }
        }

        return null;
    }

    /// <summary>What makes a text unfit to be stored as JSON, or null.</summary>
    internal static string? CheckJson(string value)
    {
        if (CheckText(value, 0) is { } problem)
        {
            return problem;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value));
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                    && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                {
                    return "holds an escaped NUL character, which databases do not take";
                }
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "is not well-formed JSON";
        }
    }

    private sealed class FieldCheck(RecordValidator owner) : IFieldWriter
    {
        public void Time(long value) => owner.Position++;

        public void Int64(long value) => owner.Position++;

        public void Int64(long? value) => owner.Position++;

        public void Int32(int value) => owner.Position++;

        public void Int32(int? value) => owner.Position++;

        public void Double(double value) => Judge(double.IsFinite(value) ? null : "is not a finite number");

        public void Double(double? value) => Judge(value is null || double.IsFinite(value.Value) ? null : "is not a finite number");

        public void Decimal(decimal value) => owner.Position++;

        public void Decimal(decimal? value) => owner.Position++;

        public void Text(string? value)
        {
            RecordColumn column = owner.schema.Columns[owner.Position];
            Judge(value is null ? Missing(column) : CheckText(value, column.LengthMax) ?? CheckValue(value, column));
        }

        public void Uuid(Guid value) => owner.Position++;

        public void Uuid(Guid? value) => owner.Position++;

        public void Json(string? value) => Judge(value is null ? Missing(owner.schema.Columns[owner.Position]) : CheckJson(value));

        public void Boolean(bool value) => owner.Position++;

        public void Boolean(bool? value) => owner.Position++;

        public void Levels(PackedLevels value) => owner.Position++;

        public void Doubles(ReadOnlyMemory<double> value)
        {
            string? problem = null;
            foreach (double d in value.Span)
            {
                problem = double.IsInfinity(d) ? "holds an infinity" : problem;
            }

            Judge(problem);
        }

        private static string? CheckValue(string value, RecordColumn column) =>
            column.Values is null || column.Values.Contains(value, StringComparer.Ordinal) ? null : $"must be one of '{string.Join("', '", column.Values)}'";

        private static string? Missing(RecordColumn column) => column.IsNullable ? null : "is missing";

        private void Judge(string? problem)
        {
            if (problem is not null)
            {
                owner.Problem ??= $"column {owner.schema.Columns[owner.Position].Name} {problem}";
            }

            owner.Position++;
        }
    }
}
