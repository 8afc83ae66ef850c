using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>Rows of layer normalisation and of softmax.</summary>
internal static unsafe class NormalizationKernels
{
    /// <summary>Normalises one row, keeps the normalised values and the inverse deviation. <paramref name="exists"/> is 1 for features and 0 for padding; the input's padding must be readable.</summary>
    public static void Forward(float* x, float* exists, float* weight, float* bias, float* normalized, float* y, float* inverse, int stride, int features, float eps)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Vector512Ops>(x, exists, weight, bias, normalized, y, inverse, stride, features, eps);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Vector256Ops>(x, exists, weight, bias, normalized, y, inverse, stride, features, eps);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Forward<Vector128<float>, Vector128Ops>(x, exists, weight, bias, normalized, y, inverse, stride, features, eps);
        }
        else
        {
            Forward<float, ScalarOps>(x, exists, weight, bias, normalized, y, inverse, stride, features, eps);
        }
    }

    /// <summary>Adds to the gradients of weight and bias, and writes the input's when it is wanted.</summary>
    public static void Backward(float* dy, float* normalized, float* exists, float* weight, float* weightGradient, float* biasGradient, float* scratch, float* dx, float inverse, int stride, int features)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Vector512Ops>(dy, normalized, exists, weight, weightGradient, biasGradient, scratch, dx, inverse, stride, features);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Vector256Ops>(dy, normalized, exists, weight, weightGradient, biasGradient, scratch, dx, inverse, stride, features);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Backward<Vector128<float>, Vector128Ops>(dy, normalized, exists, weight, weightGradient, biasGradient, scratch, dx, inverse, stride, features);
        }
        else
        {
            Backward<float, ScalarOps>(dy, normalized, exists, weight, weightGradient, biasGradient, scratch, dx, inverse, stride, features);
        }
    }

    /// <summary>Row of scores → probabilities exp(scale·(s − max))/Σ over the first <paramref name="count"/> entries, 0 behind them.</summary>
    public static void Softmax(float* row, int count, int stride, float scale)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Softmax<Vector512<float>, Vector512Ops>(row, count, stride, scale);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Softmax<Vector256<float>, Vector256Ops>(row, count, stride, scale);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Softmax<Vector128<float>, Vector128Ops>(row, count, stride, scale);
        }
        else
        {
            Softmax<float, ScalarOps>(row, count, stride, scale);
        }
    }

    /// <summary>Gradient of scores from that of probabilities: scale·p·(dp − Σ p·dp), in place.</summary>
    public static void SoftmaxBackward(float* probability, float* gradient, int stride, float scale)
    {
        float dot = Reduction.Dot(probability, gradient, stride);
        if (Vector512.IsHardwareAccelerated)
        {
            SoftmaxBackward<Vector512<float>, Vector512Ops>(probability, gradient, stride, scale, dot);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            SoftmaxBackward<Vector256<float>, Vector256Ops>(probability, gradient, stride, scale, dot);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            SoftmaxBackward<Vector128<float>, Vector128Ops>(probability, gradient, stride, scale, dot);
        }
        else
        {
            SoftmaxBackward<float, ScalarOps>(probability, gradient, stride, scale, dot);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward<TVector, TOps>(float* x, float* exists, float* weight, float* bias, float* normalized, float* y, float* inverse, int stride, int features, float eps)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector mean = TOps.Broadcast(Reduction.Dot<TVector, TOps>(x, exists, stride) / features);
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TOps.Store(TOps.Multiply(TOps.Subtract(TOps.Load(x + i), mean), TOps.Load(exists + i)), normalized + i);
        }

        float deviation = 1 / MathF.Sqrt((Reduction.Dot<TVector, TOps>(normalized, normalized, stride) / features) + eps);
        *inverse = deviation;
        TVector scale = TOps.Broadcast(deviation);
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TVector value = TOps.Multiply(TOps.Load(normalized + i), scale);
            TOps.Store(value, normalized + i);
            TOps.Store(TOps.MultiplyAdd(value, TOps.Load(weight + i), TOps.Load(bias + i)), y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Backward<TVector, TOps>(float* dy, float* normalized, float* exists, float* weight, float* weightGradient, float* biasGradient, float* scratch, float* dx, float inverse, int stride, int features)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TVector d = TOps.Load(dy + i);
            TOps.Store(TOps.MultiplyAdd(d, TOps.Load(normalized + i), TOps.Load(weightGradient + i)), weightGradient + i);
            TOps.Store(TOps.Add(d, TOps.Load(biasGradient + i)), biasGradient + i);
            TOps.Store(TOps.Multiply(d, TOps.Load(weight + i)), scratch + i);
        }

        if (dx == null)
        {
            return;
        }

        TVector mean = TOps.Broadcast(Reduction.Dot<TVector, TOps>(scratch, exists, stride) / features);
        TVector projection = TOps.Broadcast(Reduction.Dot<TVector, TOps>(scratch, normalized, stride) / features);
        TVector scale = TOps.Broadcast(inverse);
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TVector d = TOps.Subtract(TOps.Subtract(TOps.Load(scratch + i), mean), TOps.Multiply(TOps.Load(normalized + i), projection));
            TOps.Store(TOps.Multiply(TOps.Multiply(d, scale), TOps.Load(exists + i)), dx + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Softmax<TVector, TOps>(float* row, int count, int stride, float scale)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        for (int i = count; i < stride; i++)
        {
            row[i] = float.MinValue;
        }

        TVector top = TOps.Load(row);
        for (nint i = TOps.Width; i < stride; i += TOps.Width)
        {
            top = TOps.Max(top, TOps.Load(row + i));
        }

        float* lanes = stackalloc float[16];
        TOps.Store(top, lanes);
        int half = TOps.Width;
        while (half > 4)
        {
            half /= 2;
            for (int i = 0; i < half; i += 4)
            {
                Vector128.Max(Vector128.Load(lanes + i), Vector128.Load(lanes + i + half)).Store(lanes + i);
            }
        }

        float largest = half == 4 ? MathF.Max(MathF.Max(lanes[0], lanes[1]), MathF.Max(lanes[2], lanes[3])) : lanes[0];

        TVector shift = TOps.Broadcast(largest), factor = TOps.Broadcast(scale);
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TOps.Store(VectorFunctions<TVector, TOps>.Exp(TOps.Multiply(TOps.Subtract(TOps.Load(row + i), shift), factor)), row + i);
        }

        for (int i = count; i < stride; i++)
        {
            row[i] = 0;
        }

        TVector inverse = TOps.Broadcast(1 / Reduction.Sum<TVector, TOps>(row, stride));
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TOps.Store(TOps.Multiply(TOps.Load(row + i), inverse), row + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SoftmaxBackward<TVector, TOps>(float* probability, float* gradient, int stride, float scale, float dot)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>
    {
        TVector shift = TOps.Broadcast(dot), factor = TOps.Broadcast(scale);
        for (nint i = 0; i < stride; i += TOps.Width)
        {
            TVector d = TOps.Subtract(TOps.Load(gradient + i), shift);
            TOps.Store(TOps.Multiply(TOps.Multiply(d, TOps.Load(probability + i)), factor), gradient + i);
        }
    }
}
