using System.Buffers;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads a recorded session: lines of <c>C</c> or <c>S</c> (client or server), a space and bytes in hexadecimal. The bytes of the
/// server's lines are one stream of frames, however the lines divide it.
/// </summary>
public static class TwsSessionFile
{
    /// <summary>Describes each frame of the server by <see cref="TwsEventText"/>, in order; the first frame of two fields is its answer to the hello.</summary>
    /// <param name="lines">Lines of the session; empty ones are passed over.</param>
    /// <param name="source">Name of the file, for errors.</param>
    /// <exception cref="MarketDataFormatException">A line is not of that form, a frame is not of its documented form, or the session ends inside a frame. The message names the line.</exception>
    public static IEnumerable<string> Describe(IEnumerable<string> lines, string source = "session")
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(source);
        return Iterate(lines, source);
    }

    private static IEnumerable<string> Iterate(IEnumerable<string> lines, string source)
    {
        var pending = new ArrayBufferWriter<byte>();
        bool greeted = false;
        long number = 0;
        var described = new List<string>();
        foreach (string line in lines)
        {
            number++;
            string text = line.Trim();
            if (text.Length == 0)
            {
                continue;
            }

            try
            {
                byte[] bytes = ParseLine(text);
                if (text[0] == 'S')
                {
                    pending.Write(bytes);
                    greeted = Take(pending, greeted, described);
                }
            }
            catch (Exception e) when (e is FormatException)
            {
                throw new MarketDataFormatException(source, number, e.Message, e);
            }

            foreach (string item in described)
            {
                yield return item;
            }

            described.Clear();
        }

        if (pending.WrittenCount > 0)
        {
            throw new MarketDataFormatException(source, number, $"the session ends {pending.WrittenCount} bytes into a frame");
        }
    }

    private static byte[] ParseLine(string text)
    {
        if (text.Length < 2 || text[0] is not ('C' or 'S') || !char.IsWhiteSpace(text[1]))
        {
            throw new FormatException("a line is 'C' or 'S', a space and bytes in hexadecimal");
        }

        string digits = text[1..].Trim();
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            throw new FormatException("the bytes are not hexadecimal digits in pairs", e);
        }
    }

    private static bool Take(ArrayBufferWriter<byte> pending, bool greeted, List<string> described)
    {
        ReadOnlySpan<byte> rest = pending.WrittenSpan;
        while (TwsFrames.TryRead(ref rest, TwsWire.FrameBytesMax, out ReadOnlySpan<byte> payload))
        {
            // Rarely another message comes before the answer to the hello.
            if (!greeted && payload.Count((byte)0) == 2)
            {
                greeted = true;
                described.Add(TwsEventText.DescribeHello(payload));
            }
            else
            {
                described.Add(TwsEventText.Describe(payload));
            }
        }

        byte[] left = rest.ToArray();
        pending.ResetWrittenCount();
        pending.Write(left);
        return greeted;
    }
}
