using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The records of a recording, each the payload of one journal record (docs/recordings.md): 32 bytes of block header, then the
/// content. The journal adds checksum, sequence and time, segments and the index.
/// </summary>
internal static class RecordingFormat
{
    public const byte Version = 1;
    public const int HeaderBytes = 32;

    /// <summary>Instruments and participants as JSON: the first block, and again whenever a writer continues a recording.</summary>
    public const byte TableBlock = 1;

    /// <summary>Events as they came.</summary>
    public const byte EventBlock = 2;

    /// <summary>The books as they stood, as snapshot events: a place to start reading from, passed over when reading on.</summary>
    public const byte CheckpointBlock = 3;

    /// <summary>A raw frame of a connection.</summary>
    public const byte FrameBlock = 4;

    /// <summary>The name of a connection.</summary>
    public const byte ConnectionBlock = 5;

    public static void WriteHeader(Span<byte> header, byte kind, int count, long checkpoint, long firstIndex, byte detail = 0, ushort connection = 0)
    {
        header[..HeaderBytes].Clear();
        header[0] = kind;
        header[1] = Version;
        header[2] = detail;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], count);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], checkpoint);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], firstIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], connection);
    }

    public static byte[] WriteTable(InstrumentTable instruments, IReadOnlyList<string> participants)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", "trading-sdk-recording");
            json.WriteNumber("version", Version);
            json.WriteStartArray("instruments");
            foreach (Instrument instrument in instruments.OrderBy(i => i.Id))
            {
                json.WriteStartObject();
                json.WriteNumber("id", instrument.Id);
                json.WriteString("symbol", instrument.Symbol);
                json.WriteString("venue", instrument.Venue);
                json.WriteNumber("price", instrument.Price.Value);
                json.WriteNumber("quantity", instrument.Quantity.Value);
                json.WriteNumber("multiplier", instrument.Multiplier);
                json.WriteString("offGrid", instrument.OffGrid == OffGridPolicy.Round ? "round" : "reject");
                json.WriteString("quantityOffGrid", instrument.QuantityOffGrid == OffGridPolicy.Round ? "round" : "reject");
                json.WriteStartArray("ticks");
                foreach (TickBand band in instrument.Quoting.Bands)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(band.FromPrice);
                    json.WriteNumberValue(band.Tick);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("participants");
            foreach (string participant in participants)
            {
                json.WriteStringValue(participant);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="MarketDataFormatException">The text is not a table; the message says why.</exception>
    public static InstrumentTable ReadTable(ReadOnlyMemory<byte> utf8, out string[] participants)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != "trading-sdk-recording" || root.GetProperty("version").GetInt32() != Version)
            {
                throw new MarketDataFormatException($"the instrument table is of format '{root.GetProperty("format")}', version {root.GetProperty("version")}; expected trading-sdk-recording, version {Version}");
            }

            participants = [.. root.GetProperty("participants").EnumerateArray().Select(p => p.GetString() ?? string.Empty)];
            return new InstrumentTable(root.GetProperty("instruments").EnumerateArray().Select(ReadInstrument).ToArray());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException and not MarketDataFormatException or OverflowException)
        {
            throw new MarketDataFormatException($"the instrument table is malformed: {e.Message}", e);
        }
    }

    private static Instrument ReadInstrument(JsonElement e) => new(
        e.GetProperty("id").GetInt32(),
        e.GetProperty("symbol").GetString() ?? string.Empty,
        e.GetProperty("price").GetDecimal(),
        e.GetProperty("quantity").GetDecimal(),
        e.GetProperty("venue").GetString() ?? string.Empty)
    {
        Multiplier = e.GetProperty("multiplier").GetDecimal(),
        OffGrid = e.GetProperty("offGrid").GetString() == "round" ? OffGridPolicy.Round : OffGridPolicy.Reject,
        QuantityOffGrid = e.GetProperty("quantityOffGrid").GetString() == "round" ? OffGridPolicy.Round : OffGridPolicy.Reject,
        Quoting = new TickSchedule([.. e.GetProperty("ticks").EnumerateArray().Select(b => new TickBand(b[0].GetInt64(), b[1].GetInt64()))]),
    };
}
