using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>|a−b|.</summary>
internal readonly struct L1Term : IBlockTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> query, Vector512<float> stored, Vector512<float> sum) => sum + Vector512.Abs(query - stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> query, Vector256<float> stored, Vector256<float> sum) => sum + Vector256.Abs(query - stored);
}
