using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>Stochastic gradient descent with momentum in PyTorch's form: b ← momentum·b + g + weight decay·value, value ← value − learning rate·b.</summary>
public sealed unsafe class Sgd : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">The block to optimise.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="momentum">In [0, 1). Default 0.</param>
    /// <param name="weightDecay">Share of the values added to the gradient (an L2 penalty), not negative. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Sgd(ParameterBlock parameters, double learningRate, double momentum = 0, double weightDecay = 0)
        : base(parameters, learningRate, momentCount: 1)
    {
        Momentum = RequireFraction(momentum, nameof(momentum));
        WeightDecay = RequireNotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>Share of the last direction that is kept.</summary>
    public double Momentum { get; }

    /// <summary>Share of the values added to the gradient.</summary>
    public double WeightDecay { get; }

    private protected override void Update(float* values, float* gradients, int length, float gradientScale) =>
        WidestVector.Run<Kernel, Arguments>(new Arguments
        {
            Values = values,
            Gradients = gradients,
            Direction = MomentPointer(0),
            Length = length,
            Scale = gradientScale,
            Momentum = (float)Momentum,
            Decay = (float)WeightDecay,
            Rate = (float)LearningRate,
        });

    private struct Arguments
    {
        public float* Values, Gradients, Direction;
        public int Length;
        public float Scale, Momentum, Decay, Rate;
    }

    private readonly struct Kernel : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            TVector scale = TOps.Broadcast(a.Scale), momentum = TOps.Broadcast(a.Momentum), decay = TOps.Broadcast(a.Decay), rate = TOps.Broadcast(a.Rate);
            for (nint i = 0; i < a.Length; i += TOps.Width)
            {
                TVector value = TOps.Load(a.Values + i);
                TVector g = TOps.MultiplyAdd(decay, value, TOps.Multiply(scale, TOps.Load(a.Gradients + i)));
                TVector direction = TOps.MultiplyAdd(momentum, TOps.Load(a.Direction + i), g);
                TOps.Store(direction, a.Direction + i);
                TOps.Store(TOps.Subtract(value, TOps.Multiply(rate, direction)), a.Values + i);
            }
        }
    }
}
