using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.OrderBook;

/// <summary>512 consecutive price steps of one side: quantities, the bits of the occupied ones, and, where a book needs them, order counts and stamps.</summary>
internal sealed class LevelPage
{
    public const int Shift = 9;
    public const int Size = 1 << Shift;
    public const int SlotMask = Size - 1;
    public const int Words = Size / 64;

    [SuppressMessage("Design", "CA1051", Justification = "inline arrays are reached by reference on the hot path")]
    public QuantitySlots Quantities;

    [SuppressMessage("Design", "CA1051", Justification = "inline arrays are reached by reference on the hot path")]
    public OccupancyWords Occupied;

    public int Count;

    public int[]? OrderCounts;

    public long[]? Stamps;

    /// <summary>The quantity of a slot, 0…511.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Quantity(int slot) => ref Unsafe.Add(ref Unsafe.As<QuantitySlots, long>(ref Quantities), slot);

    /// <summary>The word with the occupancy bit of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Word(int slot) => ref Unsafe.Add(ref Unsafe.As<OccupancyWords, ulong>(ref Occupied), slot >> 6);

    /// <summary>The first occupied slot at or after one; −1 when there is none.</summary>
    public int NextLevel(int slot)
    {
        int w = slot >> 6;
        ulong bits = Occupied[w] & (ulong.MaxValue << slot);
        while (bits == 0 && ++w < Words)
        {
            bits = Occupied[w];
        }

        return bits == 0 ? -1 : (w << 6) + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Makes a page with levels as good as new.</summary>
    public void Clear()
    {
        ((Span<long>)Quantities).Clear();
        ((Span<ulong>)Occupied).Clear();
        Count = 0;
        OrderCounts?.AsSpan().Clear();
    }

    [InlineArray(Size)]
    public struct QuantitySlots
    {
        private long first;
    }

    [InlineArray(Words)]
    public struct OccupancyWords
    {
        private ulong first;
    }
}
