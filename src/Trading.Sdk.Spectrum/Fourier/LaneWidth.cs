using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>Into how many interleaved parts a transform is split so that they fill vectors of this machine.</summary>
internal static class LaneWidth<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static bool IsDouble => typeof(T) == typeof(double);

    /// <summary>Parts (8, 4 or 2), or 1 where the length does not allow it: parts must be at least twice as long as there are parts.</summary>
    public static int Of(int length)
    {
        if (!LaneFft<T>.Handles(length))
        {
            return 1;
        }

        foreach (int lanes in (ReadOnlySpan<int>)[8, 4, 2])
        {
            if (Present(lanes) && length % lanes == 0 && length / lanes >= 2 * lanes)
            {
                return lanes;
            }
        }

        return 1;
    }

    private static bool Present(int lanes) => lanes switch
    {
        8 => IsDouble ? Vector512.IsHardwareAccelerated : Avx2.IsSupported,
        4 => IsDouble ? Avx2.IsSupported : Vector128.IsHardwareAccelerated,
        _ => IsDouble && Vector128.IsHardwareAccelerated && !Avx2.IsSupported,
    };
}
