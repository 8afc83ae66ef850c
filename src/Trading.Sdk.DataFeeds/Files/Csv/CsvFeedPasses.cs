using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Reads a text file line by line, naming file and line in every error.</summary>
internal static class CsvFeedPasses
{
    public delegate void LineAction(ReadOnlySpan<byte> line, long number);

    public static void ForEachLine(string path, LineAction take, CancellationToken cancellationToken)
    {
        using Utf8LineReader reader = Utf8LineReader.Open(path);
        while (reader.TryRead(out ReadOnlySpan<byte> line))
        {
            if ((reader.LineNumber & 1023) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            try
            {
                take(line, reader.LineNumber);
            }
            catch (Exception e) when (ImportErrors.IsMalformedInput(e) && e is not MarketDataFormatException { Line: > 0 })
            {
                throw ImportErrors.At(path, reader.LineNumber, e);
            }
        }
    }
}
