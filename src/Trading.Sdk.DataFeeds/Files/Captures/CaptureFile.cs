using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads captures of WebSocket sessions, plain or gzip: an object a line (<c>t</c> = header, http, connect, send, recv; <c>conn</c>,
/// <c>ts</c> in seconds, <c>data</c>, <c>url</c>), or the older text form <c>&lt;ts&gt;: &lt;JSON&gt;</c>. Lines may be grouped by connection:
/// they are put into the order of time, equal times in the order of the file.
/// </summary>
internal static class CaptureFile
{
    /// <summary>Most bytes of payload held in memory.</summary>
    private const long BytesMax = 1L << 30;

    public static List<CaptureFrame> Read(string path)
    {
        var frames = new List<CaptureFrame>();
        long bytes = 0;
        using (Utf8LineReader reader = Utf8LineReader.Open(path))
        {
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                try
                {
                    CaptureFrame? frame = line.Length == 0 ? null : line[0] == '{' ? ReadObject(line, reader.LineNumber) : ReadText(line, reader.LineNumber);
                    if (frame is not null)
                    {
                        frames.Add(frame);
                        bytes += frame.Data.Length;
                    }
                }
                catch (Exception e) when (ImportErrors.IsMalformedInput(e))
                {
                    throw ImportErrors.At(path, reader.LineNumber, e);
                }

                if (bytes > BytesMax)
                {
                    throw new MarketDataFormatException(path, reader.LineNumber, $"the capture holds more than {BytesMax} bytes of messages: split it");
                }
            }
        }

        // OrderBy is stable.
        return [.. frames.OrderBy(f => f.ReceiveTime)];
    }

    private static CaptureFrame? ReadObject(ReadOnlySpan<byte> line, long number)
    {
        var reader = new Utf8JsonReader(line);
        string type = string.Empty, connection = string.Empty, url = string.Empty;
        byte[]? data = null;
        long time = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "t":
                    type = reader.GetString() ?? string.Empty;
                    break;
                case "conn":
                    connection = reader.GetString() ?? string.Empty;
                    break;
                case "url":
                    url = reader.GetString() ?? string.Empty;
                    break;
                case "ts":
                    time = IsoTime.ParseSeconds(reader.ValueSpan);
                    break;
                case "data" when reader.TokenType == JsonTokenType.String:
                    data = new byte[reader.ValueSpan.Length];
                    Array.Resize(ref data, reader.CopyString(data));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return type switch
        {
            "recv" when data is not null => new CaptureFrame(number, CaptureFrameKind.Received, connection, time, url, data),
            "http" when data is not null => new CaptureFrame(number, CaptureFrameKind.Response, connection, time, url, data),
            "header" or "connect" or "send" or "close" or "disconnect" => null,
            _ => throw new MarketDataFormatException($"an entry of type '{type}' with {(data is null ? "no data" : "data")}; expected header, http, connect, send or recv"),
        };
    }

    private static CaptureFrame? ReadText(ReadOnlySpan<byte> line, long number)
    {
        if (line.StartsWith("wss:"u8) || line.StartsWith("ws:"u8) || line.StartsWith("http"u8))
        {
            return null;
        }

        int colon = line.IndexOf(": "u8);
        return colon > 0
            ? new CaptureFrame(number, CaptureFrameKind.Received, string.Empty, IsoTime.ParseSeconds(line[..colon]), string.Empty, line[(colon + 2)..].ToArray())
            : throw new MarketDataFormatException("the line is neither an object nor '<seconds>: <JSON>'");
    }
}
