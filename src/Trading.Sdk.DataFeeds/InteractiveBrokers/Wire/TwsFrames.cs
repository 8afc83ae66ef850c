using System.Buffers;
using System.Buffers.Binary;

namespace Trading.Sdk.DataFeeds;

/// <summary>Cuts a stream of bytes into frames: a 4-byte big-endian length and that many bytes, however the network divided them.</summary>
internal static class TwsFrames
{
    /// <summary>Takes the next whole frame off the front of a buffer.</summary>
    /// <returns>False when the frame has not arrived whole; nothing is taken then.</returns>
    /// <exception cref="TwsProtocolException">The length is beyond the limit (code 507).</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int bytesMax, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (buffer.Length < TwsWire.LengthBytes)
        {
            return false;
        }

        uint length;
        if (buffer.FirstSpan.Length >= TwsWire.LengthBytes)
        {
            length = BinaryPrimitives.ReadUInt32BigEndian(buffer.FirstSpan);
        }
        else
        {
            Span<byte> prefix = stackalloc byte[TwsWire.LengthBytes];
            buffer.Slice(0, TwsWire.LengthBytes).CopyTo(prefix);
            length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        }

        if (length > (uint)bytesMax)
        {
            throw new TwsProtocolException($"a frame of {length} bytes is announced, at most {bytesMax} are accepted", 507);
        }

        if (buffer.Length - TwsWire.LengthBytes < length)
        {
            return false;
        }

        payload = buffer.Slice(TwsWire.LengthBytes, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>The same for bytes that lie in one piece.</summary>
    /// <inheritdoc cref="TryRead(ref ReadOnlySequence{byte}, int, out ReadOnlySequence{byte})"/>
    public static bool TryRead(ref ReadOnlySpan<byte> buffer, int bytesMax, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (buffer.Length < TwsWire.LengthBytes)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer);
        if (length > (uint)bytesMax)
        {
            throw new TwsProtocolException($"a frame of {length} bytes is announced, at most {bytesMax} are accepted", 507);
        }

        if ((uint)(buffer.Length - TwsWire.LengthBytes) < length)
        {
            return false;
        }

        payload = buffer.Slice(TwsWire.LengthBytes, (int)length);
        buffer = buffer[(TwsWire.LengthBytes + (int)length)..];
        return true;
    }
}
