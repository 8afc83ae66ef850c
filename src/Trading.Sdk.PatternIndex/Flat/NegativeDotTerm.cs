using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>−ab.</summary>
internal readonly struct NegativeDotTerm : IBlockTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> query, Vector512<float> stored, Vector512<float> sum) => Vector512.MultiplyAddEstimate(-query, stored, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> query, Vector256<float> stored, Vector256<float> sum) => Vector256.MultiplyAddEstimate(-query, stored, sum);
}
