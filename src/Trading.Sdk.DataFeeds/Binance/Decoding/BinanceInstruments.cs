using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>The instruments a decoder accepts, found by the symbol's UTF-8 bytes without making a string.</summary>
internal sealed class BinanceInstruments
{
    private readonly Dictionary<byte[], Instrument> bySymbol = new(new Utf8Comparer());
    private readonly Dictionary<byte[], Instrument> byStream = new(new Utf8Comparer());

    public BinanceInstruments(IEnumerable<Instrument> instruments)
    {
        foreach (Instrument instrument in instruments)
        {
            bySymbol.Add(Encoding.UTF8.GetBytes(instrument.Symbol), instrument);
            byStream.TryAdd(Encoding.UTF8.GetBytes(instrument.Symbol.ToLowerInvariant()), instrument);
        }

        Only = bySymbol.Count == 1 ? bySymbol.Values.First() : null;
    }

    /// <summary>The instrument, when there is just one: messages that name no symbol can only mean it.</summary>
    public Instrument? Only { get; }

    public Instrument? Find(ReadOnlySpan<byte> symbol) =>
        bySymbol.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(symbol, out Instrument? instrument) ? instrument : null;

    /// <summary>The instrument of a stream's name, <c>symbol@…</c> in lower case.</summary>
    public Instrument? FindStream(ReadOnlySpan<byte> name) =>
        byStream.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name[..Math.Max(name.IndexOf((byte)'@'), 0)], out Instrument? instrument) ? instrument : null;

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
