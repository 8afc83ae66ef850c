using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// Softmax down the columns of a square of attention scores, and its reverse mode. Scores lie transposed, one column a query: the
/// vectors run over queries, so that no sum goes across a vector and every width adds in the same order, even and odd rows in a chain each.
/// </summary>
internal static unsafe class SoftmaxKernels
{
    // 16 bounds that lower a score below any other, then 16 that keep it; read at 16 − (first lane that keeps).
    private static readonly float[] Bounds = MakeBounds();

    internal struct Arguments
    {
        /// <summary>Scores that become probabilities: row s of key s, <see cref="Stride"/> floats apart, padding readable and finite.</summary>
        public float* Rows;

        /// <summary>Gradient of the probabilities that becomes that of the scores.</summary>
        public float* Gradient;

        /// <summary>Keys (rows), and floats of a row; columns beyond the queries hold nothing of meaning.</summary>
        public int Count;
        public int Stride;

        /// <summary>True when query t has only the keys up to t.</summary>
        public bool IsCausal;

        /// <summary>Factor on the scores.</summary>
        public float Scale;
    }

    /// <summary>Column of scores s → exp(scale·(s − max))/Σ, 0 below the entries that exist.</summary>
    internal readonly struct Forward : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            int w = TOps.Width, count = a.Count;
            nint stride = a.Stride, pair = 2 * stride;
            TVector factor = TOps.Broadcast(a.Scale);
            fixed (float* bounds = Bounds)
            {
                for (int t = 0; t < a.Stride; t += w)
                {
                    // Rows up to `whole` exist for all queries of the vector, from `used` on for none.
                    int whole = a.IsCausal ? Math.Min(t + 1, count) : count, used = a.IsCausal ? Math.Min(t + w, count) : count;
                    float* column = a.Rows + t, last = column + (whole * stride), end = column + (used * stride), row = column;
                    TVector top = TOps.Broadcast(float.MinValue), other = top;
                    for (; row + stride < last; row += pair)
                    {
                        top = TOps.Max(top, TOps.Load(row));
                        other = TOps.Max(other, TOps.Load(row + stride));
                    }

                    if (row < last)
                    {
                        top = TOps.Max(top, TOps.Load(row));
                    }

                    float* keep = bounds + MatrixLayout.Lanes - 1;
                    for (row = last; row < end; row += stride, keep--)
                    {
                        top = TOps.Max(top, TOps.Min(TOps.Load(row), TOps.Load(keep)));
                    }

                    top = TOps.Max(top, other);
                    TVector even = default, odd = default;
                    for (row = column; row + stride < last; row += pair)
                    {
                        TVector e = VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row), top), factor));
                        TVector o = VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row + stride), top), factor));
                        TOps.Store(e, row);
                        TOps.Store(o, row + stride);
                        even = TOps.Add(even, e);
                        odd = TOps.Add(odd, o);
                    }

                    keep = bounds + MatrixLayout.Lanes;
                    for (int s = whole & ~1; s < used; s++, row += stride)
                    {
                        TVector e = VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row), top), factor));
                        if (s >= whole)
                        {
                            e = TOps.Multiply(e, TOps.StepAboveZero(TOps.Load(--keep)));
                        }

                        TOps.Store(e, row);
                        if ((s & 1) == 0)
                        {
                            even = TOps.Add(even, e);
                        }
                        else
                        {
                            odd = TOps.Add(odd, e);
                        }
                    }

                    TVector inverse = TOps.Divide(TOps.Broadcast(1f), TOps.Add(even, odd));
                    for (row = column; row < end; row += stride)
                    {
                        TOps.Store(TOps.Multiply(TOps.Load(row), inverse), row);
                    }

                    for (; row < column + (count * stride); row += stride)
                    {
                        TOps.Store(default, row);
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
            nint stride = a.Stride, length = a.Count * stride;
            TVector factor = TOps.Broadcast(a.Scale);
            for (int t = 0; t < a.Stride; t += TOps.Width)
            {
                float* p = a.Rows + t, gradient = a.Gradient + t;
                TVector even = default, odd = default;
                nint i = 0;
                for (; i + stride < length; i += 2 * stride)
                {
                    even = TOps.MultiplyAdd(TOps.Load(p + i), TOps.Load(gradient + i), even);
                    odd = TOps.MultiplyAdd(TOps.Load(p + i + stride), TOps.Load(gradient + i + stride), odd);
                }

                if (i < length)
                {
                    even = TOps.MultiplyAdd(TOps.Load(p + i), TOps.Load(gradient + i), even);
                }

                TVector shift = TOps.Add(even, odd);
                for (i = 0; i < length; i += stride)
                {
                    TVector d = TOps.Subtract(TOps.Load(gradient + i), shift);
                    TOps.Store(TOps.Multiply(TOps.Multiply(d, TOps.Load(p + i)), factor), gradient + i);
                }
            }
        }
    }

    private static float[] MakeBounds()
    {
        var bounds = new float[2 * MatrixLayout.Lanes];
        bounds.AsSpan(0, MatrixLayout.Lanes).Fill(float.MinValue);
        bounds.AsSpan(MatrixLayout.Lanes).Fill(float.MaxValue);
        return bounds;
    }
}
