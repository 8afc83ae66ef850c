using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// What stands before the levels of a depth message, remembered from an earlier message of the same stream: all but the digits is
/// the same in the next one, so that comparing it and reading numbers at known places is enough.
/// </summary>
internal sealed class DepthHead
{
    /// <summary>Most bytes of a head.</summary>
    public const int BytesMax = 224;

    private readonly byte[] text = new byte[BytesMax + 32];
    private readonly byte[] mask = new byte[BytesMax + 32];
    private DepthHeadPlaces places;
    private int blocks;

    public int Length { get; private set; }

    public bool HasEnvelope { get; private set; }

    public LevelReader Levels { get; private set; } = null!;

    /// <summary>Remembers a head that was read piece by piece, in the place of the one before.</summary>
    /// <param name="head">The message up to the bids, at most <see cref="BytesMax"/> bytes.</param>
    /// <param name="places">Where its numbers stand.</param>
    /// <param name="hasEnvelope">It is a message of a combined stream.</param>
    /// <param name="levels">Reads the levels of the instrument it names.</param>
    public void Remember(ReadOnlySpan<byte> head, in DepthHeadPlaces places, bool hasEnvelope, LevelReader levels)
    {
        Length = head.Length;
        HasEnvelope = hasEnvelope;
        Levels = levels;
        this.places = places;
        blocks = (head.Length + 31) / 32;
        head.CopyTo(text);
        text.AsSpan(head.Length).Clear();
        mask.AsSpan(0, head.Length).Fill(0xFF);
        mask.AsSpan(head.Length).Clear();
        foreach (TextSlice number in (ReadOnlySpan<TextSlice>)[places.EventTime, places.TransactionTime, places.First, places.Final, places.Previous])
        {
            mask.AsSpan(number.Start, number.Length).Clear();
            text.AsSpan(number.Start, number.Length).Clear();
        }
    }

    /// <summary>Reads the head of a message; false when it differs from the remembered one in more than its numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> message, out DepthHeadNumbers numbers)
    {
        Unsafe.SkipInit(out numbers);
        // Compared in whole blocks, and digits are read in words; short messages are not where time is lost.
        if (message.Length < (blocks * 32) + 8)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(message);
        ref byte same = ref MemoryMarshal.GetArrayDataReference(text);
        ref byte kept = ref MemoryMarshal.GetArrayDataReference(mask);
        Vector256<byte> different = default;
        for (nuint i = 0; i < (nuint)blocks * 32; i += 32)
        {
            different |= (Vector256.LoadUnsafe(ref start, i) & Vector256.LoadUnsafe(ref kept, i)) ^ Vector256.LoadUnsafe(ref same, i);
        }

        ulong wrong = different == Vector256<byte>.Zero ? 0UL : 1;
        numbers.EventTime = DigitRun.Read(ref Unsafe.Add(ref start, places.EventTime.Start), places.EventTime.Length, ref wrong);
        numbers.First = DigitRun.Read(ref Unsafe.Add(ref start, places.First.Start), places.First.Length, ref wrong);
        numbers.Final = DigitRun.Read(ref Unsafe.Add(ref start, places.Final.Start), places.Final.Length, ref wrong);
        numbers.Previous = -1;
        if (places.Previous.Length > 0)
        {
            DigitRun.Read(ref Unsafe.Add(ref start, places.TransactionTime.Start), places.TransactionTime.Length, ref wrong);
            numbers.Previous = DigitRun.Read(ref Unsafe.Add(ref start, places.Previous.Start), places.Previous.Length, ref wrong);
        }

        return wrong == 0;
    }
}
