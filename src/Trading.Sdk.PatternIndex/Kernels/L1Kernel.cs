using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>Σ|a−b|: never negative, so the bits of the float are its key.</summary>
internal readonly unsafe struct L1Kernel : IDistanceKernel
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
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < length; i += 16)
            {
                sum += Vector512.Abs(Vector512.Load(a + i) - Vector512.Load(b + i));
            }

            return BitConverter.SingleToUInt32Bits(Vector512.Sum(sum));
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> s0 = Vector256<float>.Zero, s1 = s0;
            for (int i = 0; i < length; i += 16)
            {
                s0 += Vector256.Abs(Vector256.Load(a + i) - Vector256.Load(b + i));
                s1 += Vector256.Abs(Vector256.Load(a + i + 8) - Vector256.Load(b + i + 8));
            }

            return BitConverter.SingleToUInt32Bits(Vector256.Sum(s0 + s1));
        }

        Vector128<float> t0 = Vector128<float>.Zero, t1 = t0;
        for (int i = 0; i < length; i += 8)
        {
            t0 += Vector128.Abs(Vector128.Load(a + i) - Vector128.Load(b + i));
            t1 += Vector128.Abs(Vector128.Load(a + i + 4) - Vector128.Load(b + i + 4));
        }

        return BitConverter.SingleToUInt32Bits(Vector128.Sum(t0 + t1));
    }
}
