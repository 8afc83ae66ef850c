using System.Buffers.Binary;
using System.Text;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Reads the frames that a <see cref="RawFrameRecorder"/> wrote, in order. Not thread-safe.</summary>
public sealed class RawFrameReader : IDisposable
{
    private readonly JournalReader journal;
    private readonly Dictionary<ushort, string> names = [];

    private RawFrameReader(JournalReader journal) => this.journal = journal;

    /// <summary>Opens the recording of a directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static RawFrameReader Open(string directory) => new(JournalReader.Open(directory));

    /// <summary>The name of a connection whose frames have been read; empty when it is not known.</summary>
    public string ConnectionName(ushort connection) => names.GetValueOrDefault(connection, string.Empty);

    /// <summary>Reads the next frame.</summary>
    /// <returns>False at the end of what has been written so far.</returns>
    /// <exception cref="MarketDataFormatException">A record is no frame.</exception>
    /// <exception cref="JournalCorruptException">The recording is damaged; file and offset are named.</exception>
    public bool TryRead(out RawFrame frame)
    {
        while (journal.TryRead(out JournalRecord record))
        {
            ReadOnlySpan<byte> payload = record.Payload;
            if (payload.Length < RecordingFormat.HeaderBytes || payload[1] != RecordingFormat.Version || payload[0] is not (RecordingFormat.FrameBlock or RecordingFormat.ConnectionBlock))
            {
                throw new MarketDataFormatException(journal.Directory, 0, $"record {record.Sequence} is no raw frame of version {RecordingFormat.Version}");
            }

            if (payload[2] > (byte)FrameDirection.Disconnected)
            {
                throw new MarketDataFormatException(journal.Directory, 0, $"record {record.Sequence} has direction {payload[2]}; expected 0 to {(byte)FrameDirection.Disconnected}");
            }

            ushort connection = BinaryPrimitives.ReadUInt16LittleEndian(payload[24..]);
            ReadOnlySpan<byte> content = payload[RecordingFormat.HeaderBytes..];
            if (payload[0] == RecordingFormat.ConnectionBlock)
            {
                names[connection] = Encoding.UTF8.GetString(content);
                continue;
            }

            frame = new RawFrame(connection, (FrameDirection)payload[2], record.TimeNanos, content);
            return true;
        }

        frame = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => journal.Dispose();
}
