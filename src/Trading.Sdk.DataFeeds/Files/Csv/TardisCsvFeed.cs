using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads Tardis CSV files, plain or gzip, told apart by their header: incremental_book_L2, book_snapshot_N and trades. Times are in
/// microseconds; amounts are the venue's own units (contracts where it says so). Increments are the finest ones printed in the file.
/// </summary>
/// <remarks>
/// Rows of one symbol with the same two times are one message. A snapshot row after a row that is none clears the book. Rows of
/// book_snapshot_N are whole pictures of N levels: the first becomes a snapshot, the others the differences to the one before.
/// </remarks>
public sealed class TardisCsvFeed : IMarketDataFeed
{
    private readonly string path;
    private readonly Dictionary<string, CaptureInstrument> symbols = new(StringComparer.Ordinal);
    private string[] columns = [];

    private TardisCsvFeed(string path)
    {
        this.path = path;
        Read(null, new ImportCounters(), CancellationToken.None);
        foreach (CaptureInstrument symbol in symbols.Values)
        {
            int at = symbol.Symbol.IndexOf(':', StringComparison.Ordinal);
            symbol.Freeze(symbol.Symbol[..at], symbol.Symbol[(at + 1)..]);
        }

        Instruments = new InstrumentTable(symbols.Values.Select(s => s.Instrument!));
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>What the last run has read; <see cref="ImportCounters.Messages"/> counts rows.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>Opens a file and finds its symbols and increments.</summary>
    /// <exception cref="MarketDataFormatException">The file is not of one of the forms; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TardisCsvFeed Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TardisCsvFeed(path);
    }

    /// <inheritdoc/>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        Read(sink, Counters, cancellationToken);
        return Task.CompletedTask;
    }

    private void Read(IMarketEventSink? sink, ImportCounters counters, CancellationToken cancellationToken)
    {
        var output = new CaptureOutput(symbols, counters, sink);
        RowReader? rows = null;
        CsvFeedPasses.ForEachLine(path, (line, number) =>
        {
            if (number == 1)
            {
                columns = CsvFields.Header(line);
                rows = RowReader.Create(columns, output);
                return;
            }

            if (line.Length > 0)
            {
                counters.Messages++;
                rows!.Take(line);
            }
        }, cancellationToken);
        if (rows is null)
        {
            throw new MarketDataFormatException(path, 1, "the file has no header line");
        }

        output.End();
    }

    private abstract class RowReader(string[] columns, CaptureOutput output)
    {
        private readonly Range[] fields = new Range[columns.Length];
        private (string Symbol, long Exchange, long Receive) last;

        protected CaptureOutput Output => output;

        protected long ExchangeTime { get; private set; }

        protected long ReceiveTime { get; private set; }

        public static RowReader Create(string[] columns, CaptureOutput output)
        {
            if (columns.Length < 8 || !columns.AsSpan(0, 4).SequenceEqual(["exchange", "symbol", "timestamp", "local_timestamp"]))
            {
                throw new MarketDataFormatException("the header does not begin with exchange,symbol,timestamp,local_timestamp");
            }

            return columns[4] switch
            {
                "is_snapshot" when columns.AsSpan(4).SequenceEqual(["is_snapshot", "side", "price", "amount"]) => new Incremental(columns, output),
                "id" when columns.AsSpan(4).SequenceEqual(["id", "side", "price", "amount"]) => new TradeRows(columns, output),
                "asks[0].price" when (columns.Length - 4) % 4 == 0 => new Pictures(columns, output),
                _ => throw new MarketDataFormatException($"the columns after the times begin with '{columns[4]}'; incremental_book_L2, book_snapshot_N and trades are read"),
            };
        }

        public void Take(ReadOnlySpan<byte> line)
        {
            int count = CsvFields.Split(line, fields);
            if (count != columns.Length)
            {
                throw new MarketDataFormatException($"the row has {count} fields; expected {columns.Length}");
            }

            if (line[fields[1]].IsEmpty)
            {
                throw new MarketDataFormatException("the symbol is empty");
            }

            // Exchanges are told apart without regard to case, as the venue of the instrument is.
            string symbol = System.Text.Encoding.UTF8.GetString(line[fields[0]]).ToUpperInvariant() + ":" + System.Text.Encoding.UTF8.GetString(line[fields[1]]);
            ExchangeTime = Timestamp.FromMicroseconds(CsvFields.Integer(line[fields[2]]));
            ReceiveTime = Timestamp.FromMicroseconds(CsvFields.Integer(line[fields[3]]));
            bool sameMessage = last == (symbol, ExchangeTime, ReceiveTime);
            last = (symbol, ExchangeTime, ReceiveTime);
            if (!sameMessage)
            {
                Output.End();
            }

            Row(Output.Symbol(symbol), line, fields);
        }

        protected abstract void Row(CaptureInstrument symbol, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields);
    }

    private sealed class Incremental(string[] columns, CaptureOutput output) : RowReader(columns, output)
    {
        private readonly HashSet<int> inSnapshot = [];

        protected override void Row(CaptureInstrument symbol, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
        {
            ReadOnlySpan<byte> flag = line[fields[4]], sideText = line[fields[5]];
            bool snapshot = flag.SequenceEqual("true"u8);
            if (!snapshot && !flag.SequenceEqual("false"u8))
            {
                throw new MarketDataFormatException($"is_snapshot '{IsoTime.Show(flag)}'; expected true or false");
            }

            Side side = sideText.SequenceEqual("bid"u8) ? Side.Bid : sideText.SequenceEqual("ask"u8) ? Side.Ask : throw new MarketDataFormatException($"side '{IsoTime.Show(sideText)}'; expected bid or ask");
            if (!snapshot)
            {
                inSnapshot.Remove(symbol.Id);
            }
            else if (inSnapshot.Add(symbol.Id))
            {
                Output.End();
                Output.Counters.Snapshots++;
                Output.Clear(symbol, ExchangeTime, ReceiveTime);
            }

            Output.Level(symbol, side, symbol.Price(line[fields[6]]), symbol.Quantity(line[fields[7]]), ExchangeTime, ReceiveTime, snapshot: snapshot);
        }
    }

    private sealed class TradeRows(string[] columns, CaptureOutput output) : RowReader(columns, output)
    {
        protected override void Row(CaptureInstrument symbol, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
        {
            ReadOnlySpan<byte> side = line[fields[5]];
            Side aggressor = side.SequenceEqual("buy"u8) ? Side.Bid : side.SequenceEqual("sell"u8) ? Side.Ask : side.SequenceEqual("unknown"u8) ? Side.None : throw new MarketDataFormatException($"side '{IsoTime.Show(side)}'; expected buy, sell or unknown");
            Output.Add(MarketEvent.Trade(symbol.Id, aggressor, symbol.Price(line[fields[6]]), symbol.Quantity(line[fields[7]]), ExchangeTime, TextId.Of(line[fields[4]])) with { ReceiveTime = ReceiveTime });
            Output.End();
        }
    }

    private sealed class Pictures(string[] columns, CaptureOutput output) : RowReader(columns, output)
    {
        private readonly Dictionary<int, Dictionary<(Side, long), long>> before = [];

        protected override void Row(CaptureInstrument symbol, ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
        {
            var picture = new Dictionary<(Side Side, long Price), long>();
            for (int i = 4; i < fields.Length; i += 2)
            {
                // Columns come as ask price, ask amount, bid price, bid amount; a thin book leaves them empty.
                if (line[fields[i]].Length > 0)
                {
                    Side side = ((i - 4) / 2) % 2 == 0 ? Side.Ask : Side.Bid;
                    long price = symbol.Price(line[fields[i]]), quantity = symbol.Quantity(line[fields[i + 1]]);
                    if (quantity > 0 || Output.IsMeasuring)
                    {
                        picture[(side, price)] = quantity;
                    }
                }
            }

            bool first = !before.Remove(symbol.Id, out Dictionary<(Side, long), long>? old);
            before.Add(symbol.Id, picture);
            Output.Counters.Snapshots++;
            if (first)
            {
                Output.Clear(symbol, ExchangeTime, ReceiveTime);
            }
            else
            {
                foreach ((Side side, long price) in old!.Keys)
                {
                    if (!picture.ContainsKey((side, price)))
                    {
                        Output.Level(symbol, side, price, 0, ExchangeTime, ReceiveTime);
                    }
                }
            }

            foreach (((Side side, long price), long quantity) in picture)
            {
                if (first || !old!.TryGetValue((side, price), out long was) || was != quantity)
                {
                    Output.Level(symbol, side, price, quantity, ExchangeTime, ReceiveTime, snapshot: first);
                }
            }

            Output.End();
        }
    }
}
