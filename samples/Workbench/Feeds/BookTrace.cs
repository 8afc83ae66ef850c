using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>Writes a line of the top 10 levels for each applied depth message, without allocating.</summary>
internal sealed class BookTrace(string file) : IDisposable
{
    private const int Levels = 10;
    private readonly FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    private readonly DepthLevel[] levels = new DepthLevel[Levels];
    private readonly Dictionary<int, byte[]> heads = [];
    private readonly byte[] line = new byte[8192];
    private int length;

    public void Write(IDepthBook book, long updateId)
    {
        if (!heads.TryGetValue(book.Instrument.Id, out byte[]? head))
        {
            heads[book.Instrument.Id] = head = Encoding.UTF8.GetBytes($"{{\"symbol\":\"{book.Instrument.Symbol}\",\"updateId\":");
        }

        length = 0;
        Append(head);
        updateId.TryFormat(line.AsSpan(length), out int written);
        length += written;
        Append(",\"bids\":"u8);
        Append(book, Side.Bid);
        Append(",\"asks\":"u8);
        Append(book, Side.Ask);
        Append("}\n"u8);
        stream.Write(line, 0, length);
    }

    public void Dispose() => stream.Dispose();

    private void Append(IDepthBook book, Side side)
    {
        int count = book.CopyTop(side, levels);
        Append("["u8);
        for (int i = 0; i < count; i++)
        {
            Append(i == 0 ? "[\""u8 : ",[\""u8);
            book.Instrument.TryFormatPrice(levels[i].Price, line.AsSpan(length), out int written);
            length += written;
            Append("\",\""u8);
            book.Instrument.TryFormatQuantity(levels[i].Quantity, line.AsSpan(length), out written);
            length += written;
            Append("\"]"u8);
        }

        Append("]"u8);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(line.AsSpan(length));
        length += text.Length;
    }
}
