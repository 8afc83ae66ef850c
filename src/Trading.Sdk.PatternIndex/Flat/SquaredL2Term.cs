using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>(a−b)².</summary>
internal readonly struct SquaredL2Term : IBlockTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> query, Vector512<float> stored, Vector512<float> sum)
    {
        Vector512<float> difference = query - stored;
        return Vector512.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> query, Vector256<float> stored, Vector256<float> sum)
    {
        Vector256<float> difference = query - stored;
        return Vector256.MultiplyAddEstimate(difference, difference, sum);
    }
}
