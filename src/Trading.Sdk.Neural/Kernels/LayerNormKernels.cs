using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>Layer normalisation of a number of rows.</summary>
internal static unsafe class LayerNormKernels
{
    /// <summary>Memory of one pass over rows that lie <see cref="Stride"/> floats apart, unless another distance is given.</summary>
    internal struct Arguments
    {
        public float* Input, Output, OutputGradient, InputGradient;

        /// <summary>1 for features, 0 for padding; the input's padding must be readable.</summary>
        public float* Exists;

        /// <summary>Kept for the way back: normalised rows and one inverse deviation a row.</summary>
        public float* Normalized, Inverse;

        public float* Weight, Bias, WeightGradient, BiasGradient, Scratch;
        public int InputStride, InputGradientStride, Rows, Stride, Features;
        public float Eps;
    }

    /// <summary>Normalises rows; keeps normalised values and inverse deviations.</summary>
    internal readonly struct Forward : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* lanes = stackalloc float[Reduction.Lanes];
            int stride = a.Stride, features = a.Features;
            float* x = a.Input, exists = a.Exists, weight = a.Weight, bias = a.Bias, normalized = a.Normalized, y = a.Output;
            for (int r = 0; r < a.Rows; r++, x += a.InputStride, normalized += stride, y += stride)
            {
                TVector mean = TOps.Broadcast(Reduction.Dot<TVector, TOps>(x, exists, stride, lanes) / features);
                for (nint i = 0; i < stride; i += TOps.Width)
                {
                    TOps.Store(TOps.Multiply(TOps.Subtract(TOps.Load(x + i), mean), TOps.Load(exists + i)), normalized + i);
                }

                float deviation = 1 / MathF.Sqrt((Reduction.Dot<TVector, TOps>(normalized, normalized, stride, lanes) / features) + a.Eps);
                a.Inverse[r] = deviation;
                TVector scale = TOps.Broadcast(deviation);
                for (nint i = 0; i < stride; i += TOps.Width)
                {
                    TVector value = TOps.Multiply(TOps.Load(normalized + i), scale);
                    TOps.Store(value, normalized + i);
                    TOps.Store(TOps.MultiplyAdd(value, TOps.Load(weight + i), TOps.Load(bias + i)), y + i);
                }
            }
        }
    }

    /// <summary>Adds to the gradients of weight and bias, and writes the input's when it is wanted.</summary>
    internal readonly struct Backward : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            float* lanes = stackalloc float[Reduction.Lanes];
            int stride = a.Stride, features = a.Features;
            float* dy = a.OutputGradient, dx = a.InputGradient, normalized = a.Normalized, scratch = a.Scratch, exists = a.Exists;
            for (int r = 0; r < a.Rows; r++, dy += stride, normalized += stride, dx += a.InputGradientStride)
            {
                for (nint i = 0; i < stride; i += TOps.Width)
                {
                    TVector d = TOps.Load(dy + i);
                    TOps.Store(TOps.MultiplyAdd(d, TOps.Load(normalized + i), TOps.Load(a.WeightGradient + i)), a.WeightGradient + i);
                    TOps.Store(TOps.Add(d, TOps.Load(a.BiasGradient + i)), a.BiasGradient + i);
                    TOps.Store(TOps.Multiply(d, TOps.Load(a.Weight + i)), scratch + i);
                }

                if (a.InputGradient == null)
                {
                    continue;
                }

                TVector mean = TOps.Broadcast(Reduction.Dot<TVector, TOps>(scratch, exists, stride, lanes) / features);
                TVector projection = TOps.Broadcast(Reduction.Dot<TVector, TOps>(scratch, normalized, stride, lanes) / features);
                TVector scale = TOps.Broadcast(a.Inverse[r]);
                for (nint i = 0; i < stride; i += TOps.Width)
                {
                    TVector d = TOps.Subtract(TOps.Subtract(TOps.Load(scratch + i), mean), TOps.Multiply(TOps.Load(normalized + i), projection));
                    TOps.Store(TOps.Multiply(TOps.Multiply(d, scale), TOps.Load(exists + i)), dx + i);
                }
            }
        }
    }
}
