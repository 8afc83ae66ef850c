using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>Writes frames to a socket in the chunks a scenario asks for, and resets the connection after a given byte.</summary>
internal sealed class FakeTwsWriter(Socket socket, long? cutAfterBytes, Func<int>? chunks, int coalesceBytes) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<byte> pending = [];
    private long written;

    public async Task SendAsync(CancellationToken cancellationToken, params string[] fields)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Join('\0', fields) + "\0");
        byte[] frame = new byte[payload.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame, 4);
        await SendRawAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    public async Task SendRawAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pending.AddRange(bytes);
            if (pending.Count >= coalesceBytes)
            {
                await WritePendingAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WritePendingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The client sees a broken connection.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    public void Dispose() => gate.Dispose();

    private async Task WritePendingAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = pending.ToArray();
        pending.Clear();
        while (rest.Length > 0)
        {
            int length = Math.Min(rest.Length, chunks is null ? rest.Length : Math.Max(1, chunks()));
            bool cut = cutAfterBytes is { } limit && written + length >= limit;
            length = cut ? (int)(cutAfterBytes!.Value - written) : length;
            for (ReadOnlyMemory<byte> part = rest[..length]; part.Length > 0;)
            {
                part = part[await socket.SendAsync(part, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
            }

            written += length;
            rest = rest[length..];
            if (cut)
            {
                // What was sent should arrive: an orderly end, in the middle of whatever it was.
                socket.Shutdown(SocketShutdown.Both);
                socket.Dispose();
                throw new IOException("cut as the scenario asked");
            }
        }
    }
}
