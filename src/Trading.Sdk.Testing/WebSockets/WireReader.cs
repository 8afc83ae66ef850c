namespace Trading.Sdk.Testing;

/// <summary>Buffered reading of lines and exact counts from a connection.</summary>
internal sealed class WireReader(Stream stream)
{
    private const int LineBytesMax = 65_536;
    private readonly byte[] buffer = new byte[16_384];
    private int start;
    private int end;

    /// <summary>A line without its CR LF; null at the end of the connection.</summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (line.Count < LineBytesMax)
        {
            if (start == end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            byte next = buffer[start++];
            if (next == (byte)'\n')
            {
                return System.Text.Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        throw new InvalidDataException($"a header line of more than {LineBytesMax} bytes");
    }

    /// <summary>Fills the whole target; false when the connection ends before.</summary>
    public async ValueTask<bool> ReadExactAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (target.Length > 0)
        {
            if (start == end && !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            int count = Math.Min(target.Length, end - start);
            buffer.AsMemory(start, count).CopyTo(target);
            start += count;
            target = target[count..];
        }

        return true;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        start = 0;
        end = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return end > 0;
    }
}
