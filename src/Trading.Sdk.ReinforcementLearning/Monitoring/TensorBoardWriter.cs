using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Writes scalars in TensorBoard's event-file format (TFRecord frames of <c>Event</c> messages). Not thread-safe.</summary>
public sealed class TensorBoardWriter : IDisposable
{
    private readonly FileStream stream;
    private readonly TimeProvider time;

    /// <summary>Creates an event file in a folder.</summary>
    /// <param name="folder">The folder; it is created when it does not exist.</param>
    /// <param name="time">Clock of the wall times; null for the system's.</param>
    public TensorBoardWriter(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        this.time = time ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        long seconds = this.time.GetUtcNow().ToUnixTimeSeconds();
        stream = File.Create(Path.Combine(folder, $"events.out.tfevents.{seconds:0000000000}.training"));
        var message = new List<byte>();
        AddWallTime(message);
        AddBytes(message, 3, "brain.Event:2"u8);
        WriteRecord(message);
    }

    /// <summary>Writes one number.</summary>
    /// <param name="tag">Name of the curve, such as <c>rollout/mean_return</c>.</param>
    /// <param name="step">Environment steps.</param>
    /// <param name="value">The number; NaN is shown as a gap.</param>
    public void Write(string tag, long step, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        var summaryValue = new List<byte>();
        AddBytes(summaryValue, 1, Encoding.UTF8.GetBytes(tag));
        summaryValue.Add((2 << 3) | 5);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, (float)value);
        summaryValue.AddRange(four);
        var summary = new List<byte>();
        AddBytes(summary, 1, summaryValue.ToArray());
        var message = new List<byte>();
        AddWallTime(message);
        message.Add(2 << 3);
        AddVarint(message, (ulong)step);
        AddBytes(message, 5, summary.ToArray());
        WriteRecord(message);
    }

    /// <summary>Hands everything written so far to the file.</summary>
    public void Flush() => stream.Flush();

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    // CRC-32C with the rotation that TFRecord puts on top.
    internal static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8u;
    }

    private void AddWallTime(List<byte> message)
    {
        message.Add((1 << 3) | 1);
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        message.AddRange(eight);
    }

    private static void AddBytes(List<byte> message, int field, ReadOnlySpan<byte> bytes)
    {
        message.Add((byte)((field << 3) | 2));
        AddVarint(message, (ulong)bytes.Length);
        message.AddRange(bytes);
    }

    private static void AddVarint(List<byte> message, ulong value)
    {
        while (value >= 0x80)
        {
            message.Add((byte)(value | 0x80));
            value >>= 7;
        }

        message.Add((byte)value);
    }

    private void WriteRecord(List<byte> message)
    {
        byte[] data = [.. message];
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedChecksum(header[..8]));
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedChecksum(data));
        stream.Write(header);
        stream.Write(data);
        stream.Write(footer);
    }
}
