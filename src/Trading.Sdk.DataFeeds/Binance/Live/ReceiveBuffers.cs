namespace Trading.Sdk.DataFeeds;

/// <summary>The receive buffers of a feed's connections: handed from one to the next, and counted.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReceiveBuffers
{
    private const int BufferBytes = 65_536;
    private const int KeptMax = 16;
    private readonly Lock gate = new();
    private readonly Stack<byte[]> free = [];

    /// <summary>Buffers made so far.</summary>
    public int Made { get; private set; }

    /// <summary>Buffers that connections hold now.</summary>
    public int Rented { get; private set; }

    public byte[] Rent()
    {
        lock (gate)
        {
            Rented++;
            if (free.TryPop(out byte[]? buffer))
            {
                return buffer;
            }

            Made++;
            return new byte[BufferBytes];
        }
    }

    /// <summary>Takes a buffer back; one that had to grow is let go.</summary>
    public void Return(byte[] buffer)
    {
        lock (gate)
        {
            Rented--;
            if (buffer.Length == BufferBytes && free.Count < KeptMax)
            {
                free.Push(buffer);
            }
        }
    }
}
