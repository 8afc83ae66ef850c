namespace Trading.Sdk.Persistence;

/// <summary>
/// Splits a CSV file into the fields of its rows (RFC 4180): a quoted field may hold commas, doubled quotes and line ends,
/// which are kept as they are; a quote inside an unquoted field is an ordinary character.
/// </summary>
internal sealed class CsvLines(TextReader reader)
{
    private const int RowCharactersMax = 64 << 20;

    private readonly List<string> fields = [];
    private char[] buffer = new char[1 << 16];
    private int start;
    private int end;
    private bool isAtEnd;
    private long linesRead;

    /// <summary>Line on which the last row began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the last row is none, or null; its fields then are the one line it stands on, and reading goes on behind it.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next row's fields, or null at the end; empty lines are skipped. The list is reused.</summary>
    public async ValueTask<List<string>?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            (int length, int rowEnd) = await FindEndAsync(cancellationToken).ConfigureAwait(false);
            if (length < 0)
            {
                return null;
            }

            Line = linesRead + 1;
            if (Problem is null)
            {
                Split(buffer.AsSpan(start, length));
            }
            else
            {
                fields.Clear();
                fields.Add(buffer.AsSpan(start, length).ToString());
            }

            linesRead += CountLines(buffer.AsSpan(start, rowEnd - start));
            start = rowEnd;
            if (length > 0)
            {
                return fields;
            }
        }
    }

    /// <summary>Length of the row at <see cref="start"/> and where the next one begins; a length of −1 at the end of the file.</summary>
    private async ValueTask<(int Length, int RowEnd)> FindEndAsync(CancellationToken cancellationToken)
    {
        Problem = null;
        var state = new ScanState();
        while (true)
        {
            if (Scan(ref state))
            {
                return (state.At - start, state.Next);
            }

            if (isAtEnd && !state.IsQuoted)
            {
                return end == start ? (-1, end) : (end - start, end);
            }

            if (isAtEnd || end - start > RowCharactersMax)
            {
                // The quote may be a slip of this line alone: only this line is given up, the following ones are read anew.
                Problem = "the quoted field that begins on this line does not end";
                int line = buffer.AsSpan(start, end - start).IndexOfAny('\n', '\r');
                int length = line < 0 ? end - start : line;
                int next = start + length;
                if (line >= 0)
                {
                    next += buffer[next] == '\r' && next + 1 < end && buffer[next + 1] == '\n' ? 2 : 1;
                }

                return (length, next);
            }

            int before = start;
            await FillAsync(cancellationToken).ConfigureAwait(false);
            state.At -= before - start;
        }
    }

    /// <summary>Goes on to the end of the row; false when the characters read so far do not hold it.</summary>
    private bool Scan(ref ScanState state)
    {
        if (!state.HasBegun)
        {
            state = new ScanState { HasBegun = true, At = start, IsFieldStart = true };
        }

        for (; state.At < end; state.At++)
        {
            char c = buffer[state.At];
            if (state.IsQuoted)
            {
                if (c == '"')
                {
                    if (state.At + 1 == end && !isAtEnd)
                    {
                        return false;
                    }

                    if (state.At + 1 < end && buffer[state.At + 1] == '"')
                    {
                        state.At++;
                    }
                    else
                    {
                        state.IsQuoted = false;
                    }
                }

                continue;
            }

            if (c is '\n' or '\r')
            {
                if (c == '\r' && state.At + 1 == end && !isAtEnd)
                {
                    return false;
                }

                state.Next = state.At + (c == '\r' && state.At + 1 < end && buffer[state.At + 1] == '\n' ? 2 : 1);
                return true;
            }

            state.IsQuoted = c == '"' && state.IsFieldStart;
            state.IsFieldStart = c == ',';
        }

        return false;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int read = await reader.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        isAtEnd = read == 0;
        end += read;
    }

    private void Split(ReadOnlySpan<char> row)
    {
        int count = 0;
        while (true)
        {
            if (row.Length > 0 && row[0] == '"')
            {
                Put(count++, Unquote(ref row));
            }
            else
            {
                int comma = row.IndexOf(',');
                Put(count++, comma < 0 ? row : row[..comma]);
                row = comma < 0 ? default : row[comma..];
            }

            if (row.Length == 0)
            {
                break;
            }

            row = row[1..];
        }

        fields.RemoveRange(count, fields.Count - count);
    }

    /// <summary>Keeps the string of the row before when it is the same: most files repeat their symbols.</summary>
    private void Put(int index, ReadOnlySpan<char> field)
    {
        if (index == fields.Count)
        {
            fields.Add(field.ToString());
        }
        else if (!field.SequenceEqual(fields[index]))
        {
            fields[index] = field.ToString();
        }
    }

    /// <summary>Takes a quoted field off the row; what stands between its closing quote and the comma belongs to it.</summary>
    private static string Unquote(ref ReadOnlySpan<char> row)
    {
        var text = new System.Text.StringBuilder();
        int at = 1;
        while (at < row.Length)
        {
            int quote = row[at..].IndexOf('"');
            if (quote < 0)
            {
                break;
            }

            text.Append(row.Slice(at, quote));
            at += quote + 1;
            if (at == row.Length || row[at] != '"')
            {
                break;
            }

            text.Append('"');
            at++;
        }

        int comma = row[at..].IndexOf(',');
        text.Append(comma < 0 ? row[at..] : row.Slice(at, comma));
        row = comma < 0 ? default : row[(at + comma)..];
        return text.ToString();
    }

    private static int CountLines(ReadOnlySpan<char> text)
    {
        int lines = text.Count('\n');
        for (int at = text.IndexOf('\r'); at >= 0 && at < text.Length;)
        {
            lines += at + 1 == text.Length || text[at + 1] != '\n' ? 1 : 0;
            int next = text[(at + 1)..].IndexOf('\r');
            at = next < 0 ? text.Length : at + 1 + next;
        }

        return lines;
    }

    private struct ScanState
    {
        public bool HasBegun;
        public int At;
        public int Next;
        public bool IsQuoted;
        public bool IsFieldStart;
    }
}
