using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Books;

/// <summary>
/// <c>--format l2bin</c>: a 64-byte header (magic L2DIFF01, u32 version, u32 record size, i64 tick and lot in 1e-8, i64 counts of
/// snapshot and update records, i64 snapshot update id, u64 seed), then 32-byte records (i64 time, i64 price ticks, i64 lots with
/// 0 = delete, u32 message, u8 side, u8 kind, u8 last, u8 padding), little-endian.
/// </summary>
internal static class L2BinaryReplay
{
    private const int HeaderBytes = 64, RecordBytes = 32;

    public static Task<JsonObject> RunAsync(BookReplayRequest request, CancellationToken cancellation)
    {
        if (request.Files.Count != 1)
        {
            throw new UsageException("--format l2bin takes one file.");
        }

        string file = request.Files[0];
        using FileStream stream = File.OpenRead(file);
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header[..8].SequenceEqual("L2DIFF01"u8))
        {
            throw new MarketDataFormatException(file, 0, "the file does not begin with an L2DIFF01 header");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), recordSize = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        long tick = Field(header, 16), lot = Field(header, 24), snapshotRecords = Field(header, 32), updateRecords = Field(header, 40), snapshotId = Field(header, 48);
        if (version != 1 || recordSize != RecordBytes || tick <= 0 || lot <= 0 || snapshotRecords < 0 || updateRecords < 0)
        {
            throw new MarketDataFormatException(file, 0, $"the header has version {version}, record size {recordSize}, tick {tick} and lot {lot}; expected version 1, record size {RecordBytes}, positive steps and counts");
        }

        long records = (stream.Length - HeaderBytes) / RecordBytes;
        if ((stream.Length - HeaderBytes) % RecordBytes != 0 || records != (Int128)snapshotRecords + updateRecords)
        {
            throw new MarketDataFormatException(file, 0, $"the header announces {snapshotRecords} + {updateRecords} records, the file holds {(stream.Length - HeaderBytes) / (double)RecordBytes}");
        }

        var instrument = new Instrument(1, request.Symbol ?? "L2BIN", tick * 0.00000001m, lot * 0.00000001m);
        using var sink = new BookReplaySink(instrument, request.BboFile);
        Replay(stream, file, sink, snapshotRecords, snapshotId, out long messages, out TimeSpan elapsed, cancellation);
        return Task.FromResult(sink.Describe(messages, updateRecords, gaps: 0, resyncs: 0, elapsed, request.Depth));
    }

    private static void Replay(FileStream stream, string file, BookReplaySink sink, long snapshotRecords, long sequence, out long messages, out TimeSpan elapsed, CancellationToken cancellation)
    {
        var bytes = new byte[RecordBytes * 8192];
        var events = new MarketEvent[8193];
        messages = 0;
        elapsed = TimeSpan.Zero;
        long index = 0;
        int pending = 0;
        while (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read && read > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int offset = 0; offset < read; offset += RecordBytes, index++)
            {
                ReadOnlySpan<byte> record = bytes.AsSpan(offset, RecordBytes);
                bool isSnapshot = index < snapshotRecords, isLast = record[30] == 1;
                if (record[28] > 1 || record[29] > 1 || (record[29] == 0) != isSnapshot)
                {
                    throw new MarketDataFormatException(file, 0, $"record {index} (offset {HeaderBytes + (index * RecordBytes)}) has side {record[28]} and kind {record[29]}; expected side 0 or 1 and kind {(isSnapshot ? 0 : 1)}");
                }

                long time = Field(record, 0);
                if (index == 0)
                {
                    events[pending++] = MarketEvent.Clear(1, time, MarketEventFlags.Snapshot, sequence);
                }

                sequence += isSnapshot ? 0 : 1;
                messages += isLast && !isSnapshot ? 1 : 0;
                events[pending++] = MarketEvent.Level(
                    1,
                    record[28] == 0 ? Side.Bid : Side.Ask,
                    Field(record, 8),
                    Field(record, 16),
                    time,
                    sequence,
                    (isLast ? MarketEventFlags.EndOfMessage : MarketEventFlags.None) | (isSnapshot ? MarketEventFlags.Snapshot : MarketEventFlags.None));
            }

            long start = TimeProvider.System.GetTimestamp();
            sink.OnEvents(events.AsSpan(0, pending));
            elapsed += TimeProvider.System.GetElapsedTime(start);
            pending = 0;
        }
    }

    private static long Field(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}
