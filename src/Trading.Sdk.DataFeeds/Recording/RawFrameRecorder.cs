using System.Text;
using Trading.Sdk.Journal;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Records what went over connections, byte for byte with the time of arrival, so that a replay runs through the same decoder and
/// state machine as the live feed. Thread-safe: connections may record at the same time.
/// </summary>
public sealed class RawFrameRecorder : IDisposable
{
    private readonly JournalWriter journal;
    private readonly Lock gate = new();
    private readonly Dictionary<string, ushort> connections = new(StringComparer.Ordinal);
    private readonly byte[] header = new byte[RecordingFormat.HeaderBytes];

    private RawFrameRecorder(JournalWriter journal) => this.journal = journal;

    /// <summary>What opening found: a torn tail that was cut off, the sequence where the recording goes on.</summary>
    public JournalRecovery Recovery => journal.Recovery;

    /// <summary>Creates or continues the recording of a directory.</summary>
    /// <exception cref="JournalException">The directory is locked by another writer, damaged, or cannot be written.</exception>
    public static RawFrameRecorder Open(string directory, JournalOptions? options = null) => new(JournalWriter.Open(directory, options));

    /// <summary>Gives a connection its number; a name known to this writer keeps it.</summary>
    public ushort Connect(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            if (!connections.TryGetValue(name, out ushort number))
            {
                number = checked((ushort)(connections.Count + 1));
                connections.Add(name, number);
                RecordingFormat.WriteHeader(header, RecordingFormat.ConnectionBlock, 0, -1, 0, connection: number);
                journal.Append(header, Encoding.UTF8.GetBytes(name), 0);
            }

            return number;
        }
    }

    /// <summary>Records a frame; copied before the method returns.</summary>
    /// <param name="connection">A number that <see cref="Connect"/> gave.</param>
    /// <param name="direction">Which way it went.</param>
    /// <param name="receiveTime">Nanoseconds since 1970.</param>
    /// <param name="payload">Any bytes.</param>
    public void Record(ushort connection, FrameDirection direction, long receiveTime, ReadOnlySpan<byte> payload)
    {
        lock (gate)
        {
            if (connection == 0 || connection > connections.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(connection), connection, "No such connection was named.");
            }

            RecordingFormat.WriteHeader(header, RecordingFormat.FrameBlock, payload.Length, -1, 0, (byte)direction, connection);
            journal.Append(header, payload, receiveTime);
        }
    }

    /// <summary>Waits until everything recorded so far is durable.</summary>
    public void Flush() => journal.Sync();

    /// <summary>Writes what is pending and closes the recording.</summary>
    public void Dispose() => journal.Dispose();
}
