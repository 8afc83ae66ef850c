using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>Softmax over the rows of a square of attention scores, and its reverse mode.</summary>
internal static unsafe class SoftmaxKernels
{
    // 16 bounds that keep a score, then 16 that lower it below any other; read at 16 − (entries that exist).
    private static readonly float[] Bounds = MakeBounds();

    internal struct Arguments
    {
        /// <summary>Scores that become probabilities; <see cref="Stride"/> floats apart, padding readable and finite.</summary>
        public float* Rows;

        /// <summary>Gradient of the probabilities that becomes that of the scores.</summary>
        public float* Gradient;

        /// <summary>Rows, and entries of a row.</summary>
        public int Count;
        public int Stride;

        /// <summary>True when row t has only its first t + 1 entries.</summary>
        public bool IsCausal;

        /// <summary>Factor on the scores.</summary>
        public float Scale;
    }

    /// <summary>Row of scores s → exp(scale·(s − max))/Σ, 0 behind the entries that exist.</summary>
    internal readonly struct Forward : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* lanes = stackalloc float[Reduction.Lanes];
            int w = TOps.Width, stride = a.Stride;
            TVector factor = TOps.Broadcast(a.Scale);
            fixed (float* bounds = Bounds)
            {
                float* row = a.Rows;
                for (int t = 0; t < a.Count; t++, row += stride)
                {
                    int count = a.IsCausal ? t + 1 : a.Count;
                    // Entries up to `whole` need no mask, from `used` on there is nothing.
                    int whole = count / w * w, used = (count + w - 1) / w * w;
                    float* tail = bounds + Reduction.Lanes - (count - whole);
                    TVector keep = TOps.Load(tail), top = TOps.Broadcast(float.MinValue);
                    for (nint i = 0; i < whole; i += w)
                    {
                        top = TOps.Max(top, TOps.Load(row + i));
                    }

                    if (used > whole)
                    {
                        top = TOps.Max(top, TOps.Min(TOps.Load(row + whole), keep));
                    }

                    TVector shift = TOps.Broadcast(Largest<TVector, TOps>(top, lanes));
                    for (nint i = 0; i < whole; i += w)
                    {
                        TOps.Store(VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row + i), shift), factor)), row + i);
                    }

                    if (used > whole)
                    {
                        TVector e = VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row + whole), shift), factor));
                        TOps.Store(TOps.Multiply(e, TOps.StepAboveZero(keep)), row + whole);
                    }

                    for (nint i = used; i < stride; i += w)
                    {
                        TOps.Store(default, row + i);
                    }

                    TVector inverse = TOps.Broadcast(1 / Sum<TVector, TOps>(row, stride, lanes));
                    for (nint i = 0; i < used; i += w)
                    {
                        TOps.Store(TOps.Multiply(TOps.Load(row + i), inverse), row + i);
                    }
                }
            }
        }
    }

    /// <summary>Gradient of scores from that of probabilities: scale·p·(dp − Σ p·dp), in place.</summary>
    internal readonly struct Backward : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* lanes = stackalloc float[Reduction.Lanes];
            int stride = a.Stride;
            TVector factor = TOps.Broadcast(a.Scale);
            float* p = a.Rows, gradient = a.Gradient;
            for (int t = 0; t < a.Count; t++, p += stride, gradient += stride)
            {
                TVector shift = TOps.Broadcast(Reduction.Dot<TVector, TOps>(p, gradient, stride, lanes));
                for (nint i = 0; i < stride; i += TOps.Width)
                {
                    TVector d = TOps.Subtract(TOps.Load(gradient + i), shift);
                    TOps.Store(TOps.Multiply(TOps.Multiply(d, TOps.Load(p + i)), factor), gradient + i);
                }
            }
        }
    }

    // Σ of a row in the order of Reduction.Dot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TVector, TOps>(float* row, int length, float* lanes)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        int w = TOps.Width;
        for (int lane = 0; lane < Reduction.Lanes; lane += w)
        {
            TVector sum = default;
            for (nint i = lane; i < length; i += Reduction.Lanes)
            {
                sum = TOps.Add(sum, TOps.Load(row + i));
            }

            if (w == 16)
            {
                return Reduction.Wide(sum);
            }

            TOps.Store(sum, lanes + lane);
        }

        return Reduction.Tree(lanes);
    }

    // The largest does not depend on the order of comparisons.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest<TVector, TOps>(TVector top, float* lanes)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        if (TOps.Width == 16)
        {
            Vector512<float> sixteen = Unsafe.BitCast<TVector, Vector512<float>>(top);
            Vector256<float> eight = Vector256.MaxNative(sixteen.GetLower(), sixteen.GetUpper());
            Vector128<float> four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
            return MathF.Max(MathF.Max(four[0], four[2]), MathF.Max(four[1], four[3]));
        }

        TOps.Store(top, lanes);
        float largest = lanes[0];
        for (int i = 1; i < TOps.Width; i++)
        {
            largest = MathF.Max(largest, lanes[i]);
        }

        return largest;
    }

    private static float[] MakeBounds()
    {
        var bounds = new float[2 * Reduction.Lanes];
        bounds.AsSpan(0, Reduction.Lanes).Fill(float.MaxValue);
        bounds.AsSpan(Reduction.Lanes).Fill(float.MinValue);
        return bounds;
    }
}
