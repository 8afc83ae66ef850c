using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Splits the lines of the plain CSV files that exchanges and vendors write: commas, no quotes.</summary>
internal static class CsvFields
{
    /// <summary>Splits a line; more fields than <paramref name="fields"/> holds, or a quote, are errors.</summary>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        if (line.Contains((byte)'"'))
        {
            throw new MarketDataFormatException("quoted fields are not expected in this format");
        }

        int count = 0, start = 0;
        while (true)
        {
            int comma = line[start..].IndexOf((byte)',');
            if (count == fields.Length)
            {
                throw new MarketDataFormatException($"the line has more than {fields.Length} fields");
            }

            fields[count++] = comma < 0 ? start..line.Length : start..(start + comma);
            if (comma < 0)
            {
                return count;
            }

            start += comma + 1;
        }
    }

    /// <summary>The names of a header line.</summary>
    public static string[] Header(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            line = line[3..];
        }

        return System.Text.Encoding.UTF8.GetString(line).Split(',');
    }

    public static long Integer(ReadOnlySpan<byte> text) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length && used > 0 ? value : throw new MarketDataFormatException($"'{IsoTime.Show(text)}' is not a whole number");
}
