using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// The activations and their derivatives. The derivative of tanh, ReLU and sigmoid is written in the activation's output,
/// that of SiLU and GELU in its input: <see cref="KeepsInput"/> says which of the two the forward pass has to keep.
/// </summary>
internal static unsafe class ActivationKernels
{
    public static bool KeepsInput(Activation activation) => activation is Activation.Silu or Activation.Gelu;

    /// <summary>output = f(input); may be in place.</summary>
    public static void Forward(Activation activation, float* input, float* output, nint length)
    {
        switch (activation)
        {
            case Activation.Tanh:
                Elementwise.Map<TanhForward>(input, input, output, length);
                break;
            case Activation.Relu:
                Elementwise.Map<ReluForward>(input, input, output, length);
                break;
            case Activation.Sigmoid:
                Elementwise.Map<SigmoidForward>(input, input, output, length);
                break;
            case Activation.Silu:
                Elementwise.Map<SiluForward>(input, input, output, length);
                break;
            case Activation.Gelu:
                Elementwise.Map<GeluForward>(input, input, output, length);
                break;
            default:
                if (input != output)
                {
                    Buffer.MemoryCopy(input, output, length * sizeof(float), length * sizeof(float));
                }

                break;
        }
    }

    /// <summary>inputGradient = outputGradient · f′, with f′ from what the forward pass kept; may be in place.</summary>
    public static void Backward(Activation activation, float* kept, float* outputGradient, float* inputGradient, nint length)
    {
        switch (activation)
        {
            case Activation.Tanh:
                Elementwise.Map<TanhBackward>(kept, outputGradient, inputGradient, length);
                break;
            case Activation.Relu:
                Elementwise.Map<ReluBackward>(kept, outputGradient, inputGradient, length);
                break;
            case Activation.Sigmoid:
                Elementwise.Map<SigmoidBackward>(kept, outputGradient, inputGradient, length);
                break;
            case Activation.Silu:
                Elementwise.Map<SiluBackward>(kept, outputGradient, inputGradient, length);
                break;
            case Activation.Gelu:
                Elementwise.Map<GeluBackward>(kept, outputGradient, inputGradient, length);
                break;
            default:
                if (outputGradient != inputGradient)
                {
                    Buffer.MemoryCopy(outputGradient, inputGradient, length * sizeof(float), length * sizeof(float));
                }

                break;
        }
    }

    internal readonly struct TanhForward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => VectorFunctions<TVector, TOps>.Tanh(x);
    }

    internal readonly struct TanhBackward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(y, TOps.Subtract(TOps.Broadcast(1f), TOps.Multiply(x, x)));
    }

    internal readonly struct ReluForward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Max(TOps.Broadcast(0f), x);
    }

    internal readonly struct ReluBackward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(y, TOps.StepAboveZero(x));
    }

    internal readonly struct SigmoidForward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => VectorFunctions<TVector, TOps>.Sigmoid(x);
    }

    internal readonly struct SigmoidBackward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(y, TOps.Multiply(x, TOps.Subtract(TOps.Broadcast(1f), x)));
    }

    internal readonly struct SiluForward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(x, VectorFunctions<TVector, TOps>.Sigmoid(x));
    }

    internal readonly struct SiluBackward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            TVector one = TOps.Broadcast(1f);
            TVector s = VectorFunctions<TVector, TOps>.Sigmoid(x);
            TVector slope = TOps.Multiply(s, TOps.MultiplyAdd(x, TOps.Subtract(one, s), one));
            return TOps.Multiply(y, slope);
        }
    }

    internal readonly struct GeluForward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> => TOps.Multiply(x, VectorFunctions<TVector, TOps>.NormalCdf(x));
    }

    internal readonly struct GeluBackward : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TVector, TOps>(TVector x, TVector y)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector> =>
            TOps.Multiply(y, TOps.MultiplyAdd(x, VectorFunctions<TVector, TOps>.NormalDensity(x), VectorFunctions<TVector, TOps>.NormalCdf(x)));
    }
}
