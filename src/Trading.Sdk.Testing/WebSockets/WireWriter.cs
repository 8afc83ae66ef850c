using System.Net.Sockets;

namespace Trading.Sdk.Testing;

/// <summary>Writing to a connection with faults: in small pieces, or cut off after a number of bytes.</summary>
internal sealed class WireWriter(Socket socket)
{
    public int WriteBytesMax { get; set; }

    public long? CutAfterBytes { get; set; }

    public long BytesWritten { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            int count = WriteBytesMax > 0 ? Math.Min(WriteBytesMax, bytes.Length) : bytes.Length;
            if (CutAfterBytes is { } rest)
            {
                count = (int)Math.Min(count, rest);
                CutAfterBytes = rest - count;
            }

            if (count > 0)
            {
                count = await socket.SendAsync(bytes[..count], SocketFlags.None, cancellationToken).ConfigureAwait(false);
                BytesWritten += count;
                bytes = bytes[count..];
            }

            if (CutAfterBytes == 0)
            {
                Reset();
                throw new IOException("the connection was cut at the byte the test asked for");
            }
        }
    }

    /// <summary>Ends the connection at once, with what is unsent lost.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        socket.Dispose();
    }
}
