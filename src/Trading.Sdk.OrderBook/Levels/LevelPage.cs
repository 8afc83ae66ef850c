using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.OrderBook;

/// <summary>512 consecutive price steps of one side: quantities, the bits of the occupied ones, and, where a book needs them, order counts and stamps.</summary>
internal sealed class LevelPage
{
    public const int Shift = 9;
    public const int Size = 1 << Shift;
    public const int Words = Size / 64;

    [SuppressMessage("Design", "CA1051", Justification = "inline arrays are reached by reference on the hot path")]
    public QuantitySlots Quantities;

    [SuppressMessage("Design", "CA1051", Justification = "inline arrays are reached by reference on the hot path")]
    public OccupancyWords Occupied;

    public int Count;

    public int[]? OrderCounts;

    public long[]? Stamps;

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
