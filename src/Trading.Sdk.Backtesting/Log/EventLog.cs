using System.Buffers.Binary;
using System.Globalization;

namespace Trading.Sdk.Backtesting;

/// <summary>Everything that happened in a run, in order: the same inputs give the same log to the byte, on any machine and with any number of threads.</summary>
public sealed class EventLog
{
    private const ulong OffsetBasis = 14695981039346656037, Prime = 1099511628211;
    private readonly List<LoggedEvent> events = [];

    /// <summary>The events, oldest first.</summary>
    public IReadOnlyList<LoggedEvent> Events => events;

    /// <summary>FNV-1a 64 over kind, time, A, B, C, D of every event as little-endian 64-bit numbers.</summary>
    public ulong Hash { get; private set; } = OffsetBasis;

    /// <summary>Writes the log as CSV: <c>kind,time,a,b,c,d</c>.</summary>
    public void WriteTo(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("kind,time,a,b,c,d\n");
        foreach (LoggedEvent e in events)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{e.Kind},{e.Time},{e.A},{e.B},{e.C},{e.D}\n"));
        }
    }

    internal void Add(in LoggedEvent e)
    {
        events.Add(e);
        Span<byte> bytes = stackalloc byte[48];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)e.Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], e.Time);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], e.A);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], e.B);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], e.C);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], e.D);
        ulong hash = Hash;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        Hash = hash;
    }
}
