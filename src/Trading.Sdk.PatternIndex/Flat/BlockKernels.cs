using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>Distances of one query, or of four, to the 16 vectors of a block.</summary>
internal static unsafe class BlockKernels
{
    /// <summary>Writes 16 raw values (Σ(a−b)², Σ|a−b| or −Σab) for one query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void One<TTerm>(float* query, float* block, int dimension, float* values)
        where TTerm : struct, IBlockTerm
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> s0 = Vector512<float>.Zero, s1 = s0, s2 = s0, s3 = s0;
            int i = 0;
            for (; i + 4 <= dimension; i += 4)
            {
                s0 = TTerm.Add(Vector512.Create(query[i]), Vector512.Load(block), s0);
                s1 = TTerm.Add(Vector512.Create(query[i + 1]), Vector512.Load(block + 16), s1);
                s2 = TTerm.Add(Vector512.Create(query[i + 2]), Vector512.Load(block + 32), s2);
                s3 = TTerm.Add(Vector512.Create(query[i + 3]), Vector512.Load(block + 48), s3);
                block += 64;
            }

            for (; i < dimension; i++, block += 16)
            {
                s0 = TTerm.Add(Vector512.Create(query[i]), Vector512.Load(block), s0);
            }

            ((s0 + s1) + (s2 + s3)).Store(values);
            return;
        }

        for (int half = 0; half < 16; half += 8)
        {
            Vector256<float> s0 = Vector256<float>.Zero, s1 = s0, s2 = s0, s3 = s0;
            float* at = block + half;
            int i = 0;
            for (; i + 4 <= dimension; i += 4)
            {
                s0 = TTerm.Add(Vector256.Create(query[i]), Vector256.Load(at), s0);
                s1 = TTerm.Add(Vector256.Create(query[i + 1]), Vector256.Load(at + 16), s1);
                s2 = TTerm.Add(Vector256.Create(query[i + 2]), Vector256.Load(at + 32), s2);
                s3 = TTerm.Add(Vector256.Create(query[i + 3]), Vector256.Load(at + 48), s3);
                at += 64;
            }

            for (; i < dimension; i++, at += 16)
            {
                s0 = TTerm.Add(Vector256.Create(query[i]), Vector256.Load(at), s0);
            }

            ((s0 + s1) + (s2 + s3)).Store(values + half);
        }
    }

    /// <summary>Writes 4 × 16 raw values for four queries; each sum has the order of <see cref="One"/>, so the bits are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four<TTerm>(float* queries, int queryStride, float* block, int dimension, float* values)
        where TTerm : struct, IBlockTerm
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            for (int q = 0; q < 4; q++)
            {
                One<TTerm>(queries + (q * queryStride), block, dimension, values + (q * 16));
            }

            return;
        }

        float* qa = queries, qb = qa + queryStride, qc = qb + queryStride, qd = qc + queryStride;
        Vector512<float> a0 = Vector512<float>.Zero, a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        Vector512<float> c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        int i = 0;
        for (; i + 4 <= dimension; i += 4)
        {
            Vector512<float> v = Vector512.Load(block);
            a0 = TTerm.Add(Vector512.Create(qa[i]), v, a0);
            b0 = TTerm.Add(Vector512.Create(qb[i]), v, b0);
            c0 = TTerm.Add(Vector512.Create(qc[i]), v, c0);
            d0 = TTerm.Add(Vector512.Create(qd[i]), v, d0);
            v = Vector512.Load(block + 16);
            a1 = TTerm.Add(Vector512.Create(qa[i + 1]), v, a1);
            b1 = TTerm.Add(Vector512.Create(qb[i + 1]), v, b1);
            c1 = TTerm.Add(Vector512.Create(qc[i + 1]), v, c1);
            d1 = TTerm.Add(Vector512.Create(qd[i + 1]), v, d1);
            v = Vector512.Load(block + 32);
            a2 = TTerm.Add(Vector512.Create(qa[i + 2]), v, a2);
            b2 = TTerm.Add(Vector512.Create(qb[i + 2]), v, b2);
            c2 = TTerm.Add(Vector512.Create(qc[i + 2]), v, c2);
            d2 = TTerm.Add(Vector512.Create(qd[i + 2]), v, d2);
            v = Vector512.Load(block + 48);
            a3 = TTerm.Add(Vector512.Create(qa[i + 3]), v, a3);
            b3 = TTerm.Add(Vector512.Create(qb[i + 3]), v, b3);
            c3 = TTerm.Add(Vector512.Create(qc[i + 3]), v, c3);
            d3 = TTerm.Add(Vector512.Create(qd[i + 3]), v, d3);
            block += 64;
        }

        for (; i < dimension; i++, block += 16)
        {
            Vector512<float> v = Vector512.Load(block);
            a0 = TTerm.Add(Vector512.Create(qa[i]), v, a0);
            b0 = TTerm.Add(Vector512.Create(qb[i]), v, b0);
            c0 = TTerm.Add(Vector512.Create(qc[i]), v, c0);
            d0 = TTerm.Add(Vector512.Create(qd[i]), v, d0);
        }

        ((a0 + a1) + (a2 + a3)).Store(values);
        ((b0 + b1) + (b2 + b3)).Store(values + 16);
        ((c0 + c1) + (c2 + c3)).Store(values + 32);
        ((d0 + d1) + (d2 + d3)).Store(values + 48);
    }

    /// <summary>One bit for each of 16 values that is at most the bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(float* values, float bound)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return (uint)Vector512.LessThanOrEqual(Vector512.Load(values), Vector512.Create(bound)).ExtractMostSignificantBits();
        }

        Vector256<float> limit = Vector256.Create(bound);
        return Vector256.LessThanOrEqual(Vector256.Load(values), limit).ExtractMostSignificantBits()
            | (Vector256.LessThanOrEqual(Vector256.Load(values + 8), limit).ExtractMostSignificantBits() << 8);
    }
}
