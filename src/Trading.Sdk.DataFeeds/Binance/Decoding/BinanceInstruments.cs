using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>The instruments a decoder accepts, found by the symbol's UTF-8 bytes without making a string.</summary>
internal sealed class BinanceInstruments
{
    private readonly Dictionary<byte[], Instrument> bySymbol = new(new Utf8Comparer());
    private readonly Dictionary<byte[], Instrument> byStream = new(new Utf8Comparer());

    private readonly Dictionary<int, LevelReader?> levels = [];
    private byte[] lastSymbol = [];
    private Instrument? last;

    public BinanceInstruments(IEnumerable<Instrument> instruments)
    {
        foreach (Instrument instrument in instruments)
        {
            bySymbol.Add(Encoding.UTF8.GetBytes(instrument.Symbol), instrument);
            byStream.TryAdd(Encoding.UTF8.GetBytes(instrument.Symbol.ToLowerInvariant()), instrument);
        }

        Only = bySymbol.Count == 1 ? bySymbol.Values.First() : null;
    }

    /// <summary>How many there are.</summary>
    public int Count => bySymbol.Count;

    /// <summary>The instrument, when there is just one: messages that name no symbol can only mean it.</summary>
    public Instrument? Only { get; }

    public Instrument? Find(ReadOnlySpan<byte> symbol)
    {
        if (symbol.SequenceEqual(lastSymbol))
        {
            return last;
        }

        if (bySymbol.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(symbol, out byte[]? known, out Instrument? instrument))
        {
            lastSymbol = known;
            last = instrument;
        }

        return instrument;
    }

    /// <summary>Whether the readers of levels use vectors; to be set before the first message.</summary>
    public bool UsesVectors { get; set; } = true;

    /// <summary>Whether there are readers of levels at all; to be set before the first message.</summary>
    public bool HasLevelReaders { get; set; } = true;

    /// <summary>What reads the levels of an instrument in the venue's own form; null where that is not possible.</summary>
    public LevelReader? LevelsOf(Instrument instrument)
    {
        if (!levels.TryGetValue(instrument.Id, out LevelReader? reader))
        {
            levels.Add(instrument.Id, reader = HasLevelReaders ? LevelReader.Create(instrument, UsesVectors) : null);
        }

        return reader;
    }

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
