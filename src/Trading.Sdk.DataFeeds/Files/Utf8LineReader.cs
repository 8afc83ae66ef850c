using System.IO.Compression;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads a text file, plain or gzip (told by its first bytes), as UTF-8 lines without making strings. A gzip file that ends
/// early and a line over the limit are errors that name file and line.
/// </summary>
public sealed class Utf8LineReader : IDisposable
{
    /// <summary>Longest accepted line in bytes: a 5,000-level snapshot is about 0.3 MB.</summary>
    public const int LineBytesMax = 64 << 20;

    /// <summary>No valid UTF-8, so it can be no part of a text.</summary>
    private static readonly byte[] EndMark = [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF];

    private readonly Stream stream;
    private readonly bool endIsMarked;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool atEnd;

    private Utf8LineReader(string name, Stream stream, bool endIsMarked)
    {
        Name = name;
        this.stream = stream;
        this.endIsMarked = endIsMarked;
    }

    /// <summary>The file's path, for messages.</summary>
    public string Name { get; }

    /// <summary>Number of the line read last, from 1; 0 before the first.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Utf8LineReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = new(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite, Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            file.Position = 0;
            // GZipStream takes a file that ends early for a whole one. A further member behind the file's own is reached, and its
            // text appears at the end, only when everything before it is complete.
            return gzip
                ? new Utf8LineReader(path, new GZipStream(new MarkedEndStream(file, MarkedEndStream.Compress(EndMark)), CompressionMode.Decompress), endIsMarked: true)
                : new Utf8LineReader(path, file, endIsMarked: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next line without its line break. The span is valid until the next call.</summary>
    /// <exception cref="MarketDataFormatException">The gzip data are damaged or end early, or the line is over the limit.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                line = Trim(buffer.AsSpan(start, length));
                start += length + 1;
                LineNumber++;
                return true;
            }

            searched = end - start;
            if (atEnd)
            {
                line = Trim(buffer.AsSpan(start, searched));
                start = end;
                LineNumber += searched > 0 ? 1 : 0;
                return searched > 0;
            }

            Fill();
            searched = Math.Min(searched, end - start);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LineBytesMax)
            {
                throw new MarketDataFormatException(Name, LineNumber + 1, $"the line is longer than {LineBytesMax} bytes");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        try
        {
            int count = stream.Read(buffer, end, buffer.Length - end);
            end += count;
            atEnd = count == 0;
            if (atEnd && endIsMarked)
            {
                if (!buffer.AsSpan(start, end - start).EndsWith(EndMark))
                {
                    throw new MarketDataFormatException(Name, LineNumber + 1, "the gzip data end early");
                }

                end -= EndMark.Length;
            }
        }
        catch (InvalidDataException e)
        {
            throw new MarketDataFormatException(Name, LineNumber + 1, $"the gzip data are damaged or end early ({e.Message.TrimEnd('.')})", e);
        }
    }
}
