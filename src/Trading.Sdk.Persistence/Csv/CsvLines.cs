using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>Splits a CSV file into fields; a quoted field may hold commas, quotes and line ends.</summary>
internal sealed class CsvLines(TextReader reader)
{
    private const int FieldCharactersMax = 32 << 20;

    private readonly List<string> fields = [];
    private readonly StringBuilder field = new();
    private long linesRead;

    /// <summary>Line on which the last row began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The next row's fields, or null at the end; empty lines are skipped. The list is reused.</summary>
    public async ValueTask<List<string>?> NextAsync(CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            linesRead++;
        }
        while (line is { Length: 0 });

        if (line is null)
        {
            return null;
        }

        Line = linesRead;
        fields.Clear();
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                fields.Add(line[part]);
            }

            return fields;
        }

        bool quoted = false;
        while (true)
        {
            for (int i = 0; i < line.Length; i++)
            {
                char c = line[i];
                if (quoted)
                {
                    if (c != '"')
                    {
                        field.Append(c);
                    }
                    else if (i + 1 < line.Length && line[i + 1] == '"')
                    {
                        field.Append('"');
                        i++;
                    }
                    else
                    {
                        quoted = false;
                    }
                }
                else if (c == '"')
                {
                    quoted = true;
                }
                else if (c == ',')
                {
                    End();
                }
                else
                {
                    field.Append(c);
                }
            }

            if (!quoted)
            {
                End();
                return fields;
            }

            field.Append('\n');
            line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            linesRead++;
            if (line is null || field.Length > FieldCharactersMax)
            {
                throw new RecordFormatException($"The quoted field that begins on line {Line} does not end.");
            }
        }
    }

    private void End()
    {
        fields.Add(field.ToString());
        field.Clear();
    }
}
