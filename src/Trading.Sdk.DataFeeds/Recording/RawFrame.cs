namespace Trading.Sdk.DataFeeds;

/// <summary>A frame as it went over a connection.</summary>
public readonly ref struct RawFrame
{
    /// <summary>Creates a frame over bytes of the caller.</summary>
    public RawFrame(ushort connection, FrameDirection direction, long receiveTime, ReadOnlySpan<byte> payload)
    {
        Connection = connection;
        Direction = direction;
        ReceiveTime = receiveTime;
        Payload = payload;
    }

    /// <summary>Number of the connection, see <see cref="RawFrameReader.ConnectionName"/>.</summary>
    public ushort Connection { get; }

    /// <summary>Which way it went.</summary>
    public FrameDirection Direction { get; }

    /// <summary>When it arrived or left, nanoseconds since 1970.</summary>
    public long ReceiveTime { get; }

    /// <summary>The bytes; valid until the next read.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
