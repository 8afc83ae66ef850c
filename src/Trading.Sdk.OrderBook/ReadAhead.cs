using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>Brings events near before their turn comes: a stream of events in memory is one cache line each.</summary>
internal static class ReadAhead
{
    private const int Bytes = 16 * MarketEvent.SizeInBytes;

    /// <summary>Asks the processor for the event sixteen later. Only a hint: where no event follows, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void From(ref readonly MarketEvent marketEvent)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in marketEvent)) + Bytes);
        }
    }
}
