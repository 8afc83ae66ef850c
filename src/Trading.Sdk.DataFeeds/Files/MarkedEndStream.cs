using System.IO.Compression;

namespace Trading.Sdk.DataFeeds;

/// <summary>A file's bytes followed by a few more.</summary>
internal sealed class MarkedEndStream(Stream file, byte[] mark) : Stream
{
    private int marked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer);
        if (count == 0)
        {
            count = Math.Min(buffer.Length, mark.Length - marked);
            mark.AsSpan(marked, count).CopyTo(buffer);
            marked += count;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>A gzip member that holds the mark.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> mark)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(mark);
        }

        return compressed.ToArray();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
