using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>−Σab: for the inner product, and over unit vectors for cosine and correlation.</summary>
internal readonly unsafe struct NegativeDotKernel : IDistanceKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(uint key) => SortableKey.ToSigned(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToKey(float value) => SortableKey.FromSigned(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Key(float* a, float* b, int length) => SortableKey.FromSigned(-Dot(a, b, length));

    private static float Dot(float* a, float* b, int length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> s0 = Vector512<float>.Zero, s1 = s0;
            int i = 0;
            for (; i + 32 <= length; i += 32)
            {
                s0 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), s0);
                s1 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i + 16), Vector512.Load(b + i + 16), s1);
            }

            if (i < length)
            {
                s0 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), s0);
            }

            return Vector512.Sum(s0 + s1);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> s0 = Vector256<float>.Zero, s1 = s0;
            for (int i = 0; i < length; i += 16)
            {
                s0 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i), Vector256.Load(b + i), s0);
                s1 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i + 8), Vector256.Load(b + i + 8), s1);
            }

            return Vector256.Sum(s0 + s1);
        }

        Vector128<float> t0 = Vector128<float>.Zero, t1 = t0;
        for (int i = 0; i < length; i += 8)
        {
            t0 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i), Vector128.Load(b + i), t0);
            t1 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 4), Vector128.Load(b + i + 4), t1);
        }

        return Vector128.Sum(t0 + t1);
    }
}
