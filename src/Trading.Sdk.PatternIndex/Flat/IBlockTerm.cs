using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>One component's share of a raw distance, over many vectors at once.</summary>
internal interface IBlockTerm
{
    static abstract Vector512<float> Add(Vector512<float> query, Vector512<float> stored, Vector512<float> sum);

    static abstract Vector256<float> Add(Vector256<float> query, Vector256<float> stored, Vector256<float> sum);
}
