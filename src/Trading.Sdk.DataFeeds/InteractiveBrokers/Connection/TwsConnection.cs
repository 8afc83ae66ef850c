using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// One connection: the hello, frames out through one paced queue, frames in through one read loop. Timers of the layers above run on
/// the read loop too (<see cref="Wake"/>), so that everything about a connection happens on one thread at a time.
/// </summary>
internal sealed class TwsConnection : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly PipeReader reader;
    private readonly TwsClientOptions options;
    private readonly TwsPacer pacer;
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource closing = new();
    private readonly Task writing;
    private byte[] scratch = [];
    private bool readerFree = true;

    private TwsConnection(Stream stream, TwsClientOptions options)
    {
        this.stream = stream;
        this.options = options;
        reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65_536, leaveOpen: true));
        pacer = new TwsPacer(options.TimeProvider, options.MessagesPerSecond);
        writing = Task.Run(WriteLoopAsync, CancellationToken.None);
    }

    public int ServerVersion { get; private set; }

    public string ConnectionTime { get; private set; } = "";

    /// <summary>Connects and greets.</summary>
    /// <exception cref="TwsConnectionException">No connection (502), no usable answer, or a server below 163 (503).</exception>
    public static async Task<TwsConnection> OpenAsync(TwsClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await socket.ConnectAsync(options.Host, options.Port, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TwsConnectionException($"cannot connect to {options.Host}:{options.Port}: {(e is SocketException ? e.Message : "no answer in time")}", 502, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await OpenAsync(new NetworkStream(socket, ownsSocket: true), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Greets over a stream that is there.</summary>
    public static async Task<TwsConnection> OpenAsync(Stream stream, TwsClientOptions options, CancellationToken cancellationToken)
    {
        var connection = new TwsConnection(stream, options);
        try
        {
            await connection.GreetAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Queues a frame; it leaves when the pacing allows.</summary>
    /// <exception cref="TwsConnectionException">The connection is closed (504).</exception>
    public void Send(byte[] frame)
    {
        if (!outgoing.Writer.TryWrite(frame))
        {
            throw new TwsConnectionException($"not connected to {options.Host}:{options.Port}", 504);
        }
    }

    /// <summary>The server said that too much was sent.</summary>
    public void SlowDown() => pacer.Penalize();

    /// <summary>Lets the read loop call <see cref="ITwsFrameHandler.OnWake"/> soon. From any thread.</summary>
    public void Wake()
    {
        if (!closing.IsCancellationRequested)
        {
            reader.CancelPendingRead();
        }
    }

    /// <summary>Ends the connection at once; the read loop ends with an error.</summary>
    public void Abort()
    {
        outgoing.Writer.TryComplete();
        closing.Cancel();
        stream.Dispose();
    }

    /// <summary>Hands every frame to a handler until the connection ends.</summary>
    /// <exception cref="TwsConnectionException">The server closed the connection, or it broke.</exception>
    /// <exception cref="TwsProtocolException">A frame beyond the limit was announced.</exception>
    public async Task ReadAllAsync(ITwsFrameHandler handler)
    {
        while (true)
        {
            ReadResult result = await ReadAsync(closing.Token).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            bool any = Take(ref buffer, handler);
            reader.AdvanceTo(buffer.Start, buffer.End);
            readerFree = true;
            if (any)
            {
                handler.OnBatchEnd();
            }

            if (result.IsCanceled)
            {
                handler.OnWake();
            }

            if (result.IsCompleted)
            {
                throw Closed("the server closed the connection");
            }
        }
    }

    /// <summary>Sends what is queued, for at most a moment, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete();
        try
        {
            await writing.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A peer that does not read: the rest is not sent.
        }

        await closing.CancelAsync().ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        if (readerFree)
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }

        // The source of cancellation is not disposed: a timer may still look at it, and it holds nothing of the system.
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        byte[] hello = TwsEncoder.Hello(options.ConnectOptions);
        using var limit = new CancellationTokenSource(options.StartTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            options.FrameObserver?.Invoke(FrameDirection.Sent, hello);
            await stream.WriteAsync(hello, linked.Token).ConfigureAwait(false);
            while (ServerVersion == 0)
            {
                ReadResult result = await ReadAsync(linked.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (ServerVersion == 0 && TwsFrames.TryRead(ref buffer, options.FrameBytesMax, out ReadOnlySequence<byte> payload))
                {
                    ReadHelloAnswer(Contiguous(payload));
                }

                // What follows the answer stays unexamined, so that the next read gives it at once.
                reader.AdvanceTo(buffer.Start, ServerVersion == 0 ? buffer.End : buffer.Start);
                readerFree = true;
                if (result.IsCompleted && ServerVersion == 0)
                {
                    throw Closed("the server closed the connection before it answered: no common version, or clients of this address are not allowed");
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TwsConnectionException($"{options.Host}:{options.Port} did not answer the hello in time", 504, e);
        }
        catch (Exception e) when (e is IOException and not TwsConnectionException or ObjectDisposedException)
        {
            throw Closed("the connection broke during the hello", e);
        }

        if (ServerVersion < TwsWire.OldestServer)
        {
            throw new TwsConnectionException($"{options.Host}:{options.Port} has server version {ServerVersion}; at least {TwsWire.OldestServer} is needed (decimal sizes): update the TWS or gateway", TwsErrorCode.ServerOutdated);
        }

        if (ServerVersion > TwsWire.NewestServer)
        {
            throw new TwsConnectionException($"{options.Host}:{options.Port} answered with version {ServerVersion}, at most {TwsWire.NewestServer} was offered", TwsErrorCode.ServerOutdated);
        }
    }

    // Rarely another message (a bulletin) comes first: only a frame of two fields, the first a number, is the answer.
    private void ReadHelloAnswer(ReadOnlySpan<byte> payload)
    {
        options.FrameObserver?.Invoke(payload.Count((byte)0) == 2 ? FrameDirection.Response : FrameDirection.Received, payload);
        if (payload.Count((byte)0) != 2)
        {
            return;
        }

        var fields = new TwsFieldReader(payload);
        string version = fields.ReadString();
        ConnectionTime = fields.ReadString();
        ServerVersion = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new TwsConnectionException($"{options.Host}:{options.Port} answered the hello with '{Encoding.Latin1.GetString(payload[..Math.Min(40, payload.Length)])}', not with a server version", 504);
    }

    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            readerFree = false;
            return result;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException || (e is OperationCanceledException && closing.IsCancellationRequested))
        {
            throw Closed("the connection broke", e);
        }
    }

    private bool Take(ref ReadOnlySequence<byte> buffer, ITwsFrameHandler handler)
    {
        bool any = false;
        while (TwsFrames.TryRead(ref buffer, options.FrameBytesMax, out ReadOnlySequence<byte> payload))
        {
            any = true;
            ReadOnlySpan<byte> frame = Contiguous(payload);
            options.FrameObserver?.Invoke(FrameDirection.Received, frame);
            handler.OnFrame(frame);
        }

        return any;
    }

    private ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment)
        {
            return payload.FirstSpan;
        }

        int length = (int)payload.Length;
        if (scratch.Length < length)
        {
            scratch = new byte[Math.Max(length, 4_096)];
        }

        payload.CopyTo(scratch);
        return scratch.AsSpan(0, length);
    }

    private async Task WriteLoopAsync()
    {
        try
        {
            await foreach (byte[] frame in outgoing.Reader.ReadAllAsync(closing.Token).ConfigureAwait(false))
            {
                await pacer.WaitAsync(closing.Token).ConfigureAwait(false);
                options.FrameObserver?.Invoke(FrameDirection.Sent, frame.AsSpan(TwsWire.LengthBytes));
                await stream.WriteAsync(frame, closing.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
        {
            // The read loop tells the end of the connection.
            outgoing.Writer.TryComplete();
        }
    }

    private TwsConnectionException Closed(string what, Exception? cause = null) => new($"{options.Host}:{options.Port}: {what}", 504, cause);
}
