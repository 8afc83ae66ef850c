using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

// Depth messages of a TWS from memory, one thread: frames cut, fields read, prices and sizes as exact decimals, market makers as
// strings. Beside it the way of the usual clients (decode the frame as text, split it, parse each field) in the same run.
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
byte[] stream = Make(count);
Console.WriteLine($"{count} depth messages, {stream.Length / (double)count:0.0} bytes each, half of them with a market maker");
Console.WriteLine($"{"what",-52} {"M messages/s",13} {"ns each",8} {"B each",7}");
var decoder = new TwsDepthDecoder();
var rows = new[] { new PositionalRows<TwsDepthRow>(10), new PositionalRows<TwsDepthRow>(10) };
double ours = Measure("TwsDepthDecoder", () => Ours(stream, decoder, null));
Measure("TwsDepthDecoder and rows of ten a side", () => Ours(stream, decoder, rows));
double split = Measure("text, Split, int.Parse and decimal.Parse", () => Split(stream));
Console.WriteLine($"ratio to splitting text: {ours / split:0.0}");

double Measure(string what, Func<decimal> run)
{
    run();
    double best = 0;
    long bytes = 0;
    for (int i = 0; i < 3; i++)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        run();
        best = Math.Max(best, count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        bytes = GC.GetAllocatedBytesForCurrentThread() - before;
    }

    Console.WriteLine($"{what,-52} {best / 1e6,13:0.00} {1e9 / best,8:0} {bytes / (double)count,7:0.00}");
    return best;
}

static decimal Ours(ReadOnlySpan<byte> stream, TwsDepthDecoder decoder, PositionalRows<TwsDepthRow>[]? rows)
{
    decimal last = 0;
    while (stream.Length > 0)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(stream);
        decoder.TryDecode(stream.Slice(4, length), out TwsDepthUpdate update);
        stream = stream[(4 + length)..];
        last = update.Price;
        if (rows is null)
        {
            continue;
        }

        PositionalRows<TwsDepthRow> side = rows[update.Side == Side.Bid ? 1 : 0];
        switch (update.Operation)
        {
            case TwsDepthOperation.Insert:
                side.Insert(update.Position, new TwsDepthRow(update.Price, update.Size, update.MarketMaker));
                break;
            case TwsDepthOperation.Update:
                side.Update(update.Position, new TwsDepthRow(update.Price, update.Size, update.MarketMaker));
                break;
            default:
                side.Delete(update.Position);
                break;
        }
    }

    return last;
}

static decimal Split(ReadOnlySpan<byte> stream)
{
    decimal last = 0;
    while (stream.Length > 0)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(stream);
        string[] f = Encoding.UTF8.GetString(stream.Slice(4, length)).Split('\0');
        stream = stream[(4 + length)..];
        int at = f[0] == "13" ? 5 : 4;
        _ = int.Parse(f[2], CultureInfo.InvariantCulture) + int.Parse(f[3], CultureInfo.InvariantCulture) + int.Parse(f[at], CultureInfo.InvariantCulture) + int.Parse(f[at + 1], CultureInfo.InvariantCulture);
        last = decimal.Parse(f[at + 2], NumberStyles.Float, CultureInfo.InvariantCulture);
        _ = decimal.Parse(f[at + 3], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    return last;
}

static byte[] Make(int count)
{
    var random = new Random(1);
    string[] makers = ["ARCA", "NYSE", "NSDQ", "BATS", "IEX", "DRCTEDGE"];
    using var stream = new MemoryStream();
    byte[] prefix = new byte[4];
    for (int i = 0; i < count; i++)
    {
        int position = random.Next(10), operation = random.Next(3), side = random.Next(2);
        string price = operation == 2 ? "0.0" : (random.Next(18_000, 19_000) / 100m).ToString(CultureInfo.InvariantCulture), size = operation == 2 ? "0" : random.Next(4) == 0 ? (random.Next(1, 100_000_000) / 100_000_000m).ToString(CultureInfo.InvariantCulture) : random.Next(1, 5_000).ToString(CultureInfo.InvariantCulture);
        byte[] payload = Encoding.ASCII.GetBytes((i % 2 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"12\u00001\u00001001\0{position}\0{operation}\0{side}\0{price}\0{size}")
            : string.Create(CultureInfo.InvariantCulture, $"13\u00001\u00001001\0{position}\0{makers[random.Next(6)]}\0{operation}\0{side}\0{price}\0{size}\u00001")) + "\0");
        BinaryPrimitives.WriteInt32BigEndian(prefix, payload.Length);
        stream.Write(prefix);
        stream.Write(payload);
    }

    return stream.ToArray();
}
