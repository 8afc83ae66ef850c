using Trading.Sdk.Journal;

namespace Trading.Sdk.DataFeeds;

/// <summary>How an <see cref="EventRecorder"/> writes.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>Events gathered into one block, 1…65,536; a block ends with a whole message. Default 1,024 (64 KiB).</summary>
    public int BlockEvents { get; init; } = 1_024;

    /// <summary>
    /// Events between two checkpoints (the books of all instruments, so that reading can start there); 0 = none. Default
    /// 1,000,000. The recorder keeps a book per instrument for it.
    /// </summary>
    public long CheckpointEvery { get; init; } = 1_000_000;

    /// <summary>Names of market makers or participants to which <see cref="MarketData.MarketEvent.ParticipantId"/> refers (1 = the first). Default none.</summary>
    public IReadOnlyList<string> Participants { get; init; } = [];

    /// <summary>Segments, durability and retention of the log. Default: segments of 256 MiB, forced to disk every second.</summary>
    public JournalOptions Journal { get; init; } = new() { SegmentBytes = 256L << 20, FsyncInterval = TimeSpan.FromSeconds(1) };

    internal static void Validate(EventRecorderOptions options)
    {
        if (options.BlockEvents is < 1 or > 65_536 || options.CheckpointEvery < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "BlockEvents is 1 to 65,536, CheckpointEvery at least 0.");
        }

        ArgumentNullException.ThrowIfNull(options.Journal, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Participants, nameof(options));
        int block = RecordingFormat.HeaderBytes + (options.BlockEvents * MarketData.MarketEvent.SizeInBytes);
        if (options.Journal.PayloadBytesMax < block || options.Journal.SegmentBytes < block + 1024)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, $"A block of {block} bytes does not fit the journal's records and segments.");
        }
    }
}
