using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>Σ(a−b)²: never negative, so the bits of the float are its key.</summary>
internal readonly unsafe struct SquaredL2Kernel : IDistanceKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(uint key) => BitConverter.UInt32BitsToSingle(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToKey(float value) => BitConverter.SingleToUInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Key(float* a, float* b, int length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> d0 = Vector512.Load(a) - Vector512.Load(b);
            Vector512<float> s0 = d0 * d0;
            int i = 16;
            if ((length & 16) == 0)
            {
                Vector512<float> d1 = Vector512.Load(a + 16) - Vector512.Load(b + 16);
                Vector512<float> s1 = d1 * d1;
                for (i = 32; i < length; i += 32)
                {
                    d0 = Vector512.Load(a + i) - Vector512.Load(b + i);
                    d1 = Vector512.Load(a + i + 16) - Vector512.Load(b + i + 16);
                    s0 = Vector512.MultiplyAddEstimate(d0, d0, s0);
                    s1 = Vector512.MultiplyAddEstimate(d1, d1, s1);
                }

                s0 += s1;
            }
            else
            {
                for (; i < length; i += 16)
                {
                    d0 = Vector512.Load(a + i) - Vector512.Load(b + i);
                    s0 = Vector512.MultiplyAddEstimate(d0, d0, s0);
                }
            }

            return BitConverter.SingleToUInt32Bits(Vector512.Sum(s0));
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> s0 = Vector256<float>.Zero, s1 = s0;
            for (int i = 0; i < length; i += 16)
            {
                Vector256<float> d0 = Vector256.Load(a + i) - Vector256.Load(b + i);
                Vector256<float> d1 = Vector256.Load(a + i + 8) - Vector256.Load(b + i + 8);
                s0 = Vector256.MultiplyAddEstimate(d0, d0, s0);
                s1 = Vector256.MultiplyAddEstimate(d1, d1, s1);
            }

            return BitConverter.SingleToUInt32Bits(Vector256.Sum(s0 + s1));
        }

        Vector128<float> t0 = Vector128<float>.Zero, t1 = t0;
        for (int i = 0; i < length; i += 8)
        {
            Vector128<float> d0 = Vector128.Load(a + i) - Vector128.Load(b + i);
            Vector128<float> d1 = Vector128.Load(a + i + 4) - Vector128.Load(b + i + 4);
            t0 = Vector128.MultiplyAddEstimate(d0, d0, t0);
            t1 = Vector128.MultiplyAddEstimate(d1, d1, t1);
        }

        return BitConverter.SingleToUInt32Bits(Vector128.Sum(t0 + t1));
    }
}
