using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>Maps floats to unsigned integers of the same order.</summary>
internal static class SortableKey
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FromSigned(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return bits ^ ((uint)((int)bits >> 31) | 0x80000000u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSigned(uint key) => BitConverter.UInt32BitsToSingle(key ^ ((uint)((int)~key >> 31) | 0x80000000u));
}
