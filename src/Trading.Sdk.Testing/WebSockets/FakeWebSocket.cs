using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>
/// The venue's end of a WebSocket (RFC 6455), frame by frame and with faults at the byte: messages split into frames, frames
/// split into writes, a cut after any byte, raw bytes that are no frame. Sending is thread-safe; one reader.
/// </summary>
public sealed class FakeWebSocket : IDisposable
{
    private readonly Socket socket;
    private readonly WireReader reader;
    private readonly WireWriter writer;
    private readonly SemaphoreSlim sending = new(1, 1);
    private byte[] frame = new byte[4096];
    private int aborted;

    internal FakeWebSocket(FakeHttpRequest request, Socket socket, WireReader reader, WireWriter writer)
    {
        Request = request;
        this.socket = socket;
        this.reader = reader;
        this.writer = writer;
    }

    /// <summary>The request that opened it.</summary>
    public FakeHttpRequest Request { get; }

    /// <summary>True until it was closed or aborted from this side.</summary>
    public bool IsOpen => Volatile.Read(ref aborted) == 0;

    /// <summary>Pings are answered by <see cref="ReceiveAsync"/> itself. Default true; false plays a dead peer.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>Most payload bytes in one frame: longer messages become several frames. Default 0: one frame a message.</summary>
    public int FrameBytesMax { get; set; }

    /// <summary>Most bytes in one write to the socket. Default 0: no limit.</summary>
    public int WriteBytesMax
    {
        get => writer.WriteBytesMax;
        set => writer.WriteBytesMax = value;
    }

    /// <summary>Bytes after which the connection is reset, counted from now; null = never.</summary>
    public long? CutAfterBytes
    {
        get => writer.CutAfterBytes;
        set => writer.CutAfterBytes = value;
    }

    /// <summary>Bytes sent, frame heads included.</summary>
    public long BytesSent => writer.BytesWritten;

    /// <summary>Sends a text message.</summary>
    /// <exception cref="IOException">The connection is gone, or was cut as asked.</exception>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken = default) => SendMessageAsync(1, utf8, cancellationToken);

    /// <inheritdoc cref="SendTextAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default) => SendMessageAsync(1, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Sends a binary message.</summary>
    /// <exception cref="IOException">The connection is gone, or was cut as asked.</exception>
    public ValueTask SendBinaryAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) => SendMessageAsync(2, payload, cancellationToken);

    /// <summary>Sends a ping.</summary>
    public ValueTask PingAsync(ReadOnlyMemory<byte> payload = default, CancellationToken cancellationToken = default) => SendMessageAsync(9, payload, cancellationToken);

    /// <summary>Sends a close frame; the connection itself ends when the client answers or <see cref="Abort"/> is called.</summary>
    public ValueTask CloseAsync(ushort code = 1000, string reason = "", CancellationToken cancellationToken = default)
    {
        byte[] payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return SendMessageAsync(8, payload, cancellationToken);
    }

    /// <summary>Sends bytes as they are, whether they are a frame or not.</summary>
    public async ValueTask SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Resets the connection: the client sees a broken connection, no close frame.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref aborted, 1) == 0)
        {
            writer.Reset();
        }
    }

    /// <summary>The next message or control frame of the client; null when the connection has ended.</summary>
    /// <exception cref="InvalidDataException">The client broke the protocol (an unmasked frame, a message of more than 16 MiB).</exception>
    public async Task<FakeWebSocketMessage?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var message = new List<byte>();
        byte messageKind = 0;
        byte[] head = new byte[14];
        try
        {
            while (await reader.ReadExactAsync(head.AsMemory(0, 2), cancellationToken).ConfigureAwait(false))
            {
                int opcode = head[0] & 15;
                bool isLast = (head[0] & 128) != 0;
                if ((head[1] & 128) == 0)
                {
                    throw new InvalidDataException("the client sent a frame without a mask");
                }

                long length = head[1] & 127;
                int extended = length switch { 126 => 2, 127 => 8, _ => 0 };
                if (!await reader.ReadExactAsync(head.AsMemory(2, extended + 4), cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                length = extended switch { 2 => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)), 8 => BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(2)), _ => length };
                if (length is < 0 or > 16 << 20)
                {
                    throw new InvalidDataException($"the client sent a frame of {length} bytes");
                }

                byte[] payload = new byte[length];
                if (!await reader.ReadExactAsync(payload, cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                for (int i = 0; i < payload.Length; i++)
                {
                    payload[i] ^= head[2 + extended + (i & 3)];
                }

                if (opcode >= 8)
                {
                    if (opcode == 9 && AnswersPings)
                    {
                        await SendMessageAsync(10, payload, cancellationToken).ConfigureAwait(false);
                    }
                    else if (opcode == 8 && IsOpen)
                    {
                        await SendMessageAsync(8, payload, cancellationToken).ConfigureAwait(false);
                    }

                    return new FakeWebSocketMessage((FakeWebSocketMessageKind)opcode, payload);
                }

                messageKind = opcode == 0 ? messageKind : (byte)opcode;
                message.AddRange(payload);
                if (isLast)
                {
                    return new FakeWebSocketMessage((FakeWebSocketMessageKind)messageKind, message.ToArray());
                }
            }

            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref aborted, 1) == 0)
        {
            socket.Dispose();
        }
    }

    private async ValueTask SendMessageAsync(int opcode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int most = FrameBytesMax > 0 && opcode < 8 ? FrameBytesMax : int.MaxValue;
            bool first = true;
            do
            {
                int count = Math.Min(most, payload.Length);
                int length = WriteFrame(first ? opcode : 0, payload.Span[..count], isLast: count == payload.Length);
                await WriteAsync(frame.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                payload = payload[count..];
                first = false;
            }
            while (payload.Length > 0);
        }
        finally
        {
            sending.Release();
        }
    }

    private int WriteFrame(int opcode, ReadOnlySpan<byte> payload, bool isLast)
    {
        if (frame.Length < payload.Length + 10)
        {
            frame = new byte[payload.Length + 10];
        }

        frame[0] = (byte)(opcode | (isLast ? 128 : 0));
        int head;
        switch (payload.Length)
        {
            case < 126:
                frame[1] = (byte)payload.Length;
                head = 2;
                break;
            case <= ushort.MaxValue:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                head = 4;
                break;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
                head = 10;
                break;
        }

        payload.CopyTo(frame.AsSpan(head));
        return head + payload.Length;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("the connection is gone", e);
        }
    }
}
