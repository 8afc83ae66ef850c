using System.Buffers.Binary;
using System.Numerics;

namespace Trading.Sdk.Persistence;

/// <summary>A 128-bit hash of a row's key: two differently mixed 64-bit halves, so that an accidental match is out of reach.</summary>
internal readonly record struct RowKey(ulong High, ulong Low)
{
    public static RowKey Seed { get; } = new(0x243F6A8885A308D3, 0x13198A2E03707344);

    public RowKey Add(ReadOnlySpan<byte> bytes)
    {
        ulong high = High ^ (ulong)bytes.Length;
        ulong low = Low + (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            Mix(ref high, ref low, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        foreach (byte b in bytes)
        {
            tail = (tail << 8) | b;
        }

        Mix(ref high, ref low, tail);
        return new RowKey(high, low);
    }

    private static void Mix(ref ulong high, ref ulong low, ulong word)
    {
        ulong product = Math.BigMul(high ^ word, 0x9E3779B97F4A7C15, out ulong productLow);
        high = product ^ productLow ^ BitOperations.RotateLeft(low, 23);
        low = BitOperations.RotateLeft(low ^ word, 29) * 0xD6E8FEB86659FD93;
        low ^= low >> 32;
    }
}
