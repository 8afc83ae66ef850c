using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Replays a captured session of a venue (docs/importers.md). The increments of each symbol are found in a first pass over the
/// file: the finest step that any of its prices, and any of its quantities, is printed with.
/// </summary>
public sealed class VenueCaptureFeed : IMarketDataFeed
{
    private readonly string path;
    private readonly List<CaptureFrame> frames;
    private readonly Dictionary<string, CaptureInstrument> instruments = new(StringComparer.Ordinal);

    private VenueCaptureFeed(CaptureVenue venue, string path)
    {
        Venue = venue;
        this.path = path;
        frames = CaptureFile.Read(path);
        Pass(new CaptureOutput(instruments, new ImportCounters(), null), CancellationToken.None);
        if (instruments.Count == 0)
        {
            throw new MarketDataFormatException(path, 0, $"none of its {frames.Count} messages is market data of {venue}: this is no capture of that venue");
        }

        foreach (CaptureInstrument instrument in instruments.Values)
        {
            instrument.Freeze(venue.ToString().ToUpperInvariant());
        }

        Instruments = new InstrumentTable(instruments.Values.Select(i => i.Instrument!));
    }

    /// <summary>The venue.</summary>
    public CaptureVenue Venue { get; }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>What the last run has read.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>Opens a capture and finds its instruments.</summary>
    /// <param name="venue">The venue that was captured.</param>
    /// <param name="path">A file, plain or gzip; held in memory.</param>
    /// <exception cref="MarketDataFormatException">The file is not of the documented form; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static VenueCaptureFeed Open(CaptureVenue venue, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Enum.IsDefined(venue) ? new VenueCaptureFeed(venue, path) : throw new ArgumentOutOfRangeException(nameof(venue), venue, "A named venue.");
    }

    /// <inheritdoc/>
    /// <exception cref="MarketDataFormatException">A message is malformed; the message names file and line.</exception>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        Pass(new CaptureOutput(instruments, Counters, sink), cancellationToken);
        return Task.CompletedTask;
    }

    private void Pass(CaptureOutput output, CancellationToken cancellationToken)
    {
        CaptureDecoder decoder = CaptureDecoder.Create(Venue, output);
        foreach (CaptureFrame frame in frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                decoder.OnFrame(frame);
            }
            catch (Exception e) when (ImportErrors.IsMalformedInput(e))
            {
                throw ImportErrors.At(path, frame.Line, e);
            }
        }
    }
}
