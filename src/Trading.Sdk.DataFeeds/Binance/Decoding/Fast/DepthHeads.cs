using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.DataFeeds;

/// <summary>The heads of a connection's streams, found by the first characters in which streams differ: the stream's name, or the symbol.</summary>
internal sealed class DepthHeads(BinanceVenue venue, int streams)
{
    private const int Probes = 8;

    /// <summary>Messages shorter than this are not looked up.</summary>
    private const int BytesMin = 96;

    private readonly DepthHead?[] heads = new DepthHead?[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)streams * 4))];
    private readonly ulong[] keys = new ulong[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)streams * 4))];

    /// <summary>The head that messages like this one have had; null = none is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DepthHead? Find(ReadOnlySpan<byte> utf8)
    {
        ulong key = Key(utf8);
        int at = Place(key), last = heads.Length - 1;
        for (int i = 0; i < Probes; i++, at = (at + 1) & last)
        {
            if (keys[at] == key)
            {
                return heads[at];
            }
        }

        return null;
    }

    /// <summary>The head to be written for messages like this one: a new one, the one that did not fit, or one that must make room.</summary>
    public DepthHead Make(ReadOnlySpan<byte> utf8)
    {
        ulong key = Key(utf8);
        int at = Place(key), last = heads.Length - 1;
        for (int i = 0; i < Probes && keys[at] != key && heads[at] is not null; i++)
        {
            at = (at + 1) & last;
        }

        keys[at] = key;
        return heads[at] ??= new DepthHead();
    }

    private int Place(ulong key) => (int)(key >> 32) & (heads.Length - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Key(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < BytesMin)
        {
            return 1;
        }

        // {"stream":"btcusdt@depth… or {"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT… (18 bytes further with a "T").
        ref byte start = ref MemoryMarshal.GetReference(utf8);
        int at = Unsafe.Add(ref start, 2) == (byte)'s' ? 11 : venue == BinanceVenue.Spot ? 42 : 60;
        ulong first = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)), second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + 4));
        // Odd, so that no message has the key of an empty place.
        return ((first ^ (second * 0xC2B2AE3D27D4EB4F)) * 0x9E3779B97F4A7C15) | 1;
    }
}
