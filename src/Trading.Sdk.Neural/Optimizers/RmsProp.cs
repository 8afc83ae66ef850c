using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// RMSprop, not centred, in PyTorch's form: g ← gradient + weight decay·value, v ← α·v + (1−α)·g², b ← momentum·b + g/(√v + eps),
/// value ← value − learning rate·b.
/// </summary>
public sealed unsafe class RmsProp : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">The block to optimise.</param>
    /// <param name="learningRate">Step size. Default 1e-2.</param>
    /// <param name="alpha">Decay of the average square, in [0, 1). Default 0.99.</param>
    /// <param name="eps">Added to the root, not negative. Default 1e-8.</param>
    /// <param name="momentum">In [0, 1). Default 0.</param>
    /// <param name="weightDecay">Share of the values added to the gradient (an L2 penalty), not negative. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RmsProp(ParameterBlock parameters, double learningRate = 1e-2, double alpha = 0.99, double eps = 1e-8, double momentum = 0, double weightDecay = 0)
        : base(parameters, learningRate, momentCount: 2)
    {
        Alpha = RequireFraction(alpha, nameof(alpha));
        Eps = RequireNotNegative(eps, nameof(eps));
        Momentum = RequireFraction(momentum, nameof(momentum));
        WeightDecay = RequireNotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>Decay of the average square.</summary>
    public double Alpha { get; }

    /// <summary>Added to the root.</summary>
    public double Eps { get; }

    /// <summary>Share of the last direction that is kept.</summary>
    public double Momentum { get; }

    /// <summary>Share of the values added to the gradient.</summary>
    public double WeightDecay { get; }

    private protected override void Update(float* values, float* gradients, int length, float gradientScale) =>
        WidestVector.Run<Kernel, Arguments>(new Arguments
        {
            Values = values,
            Gradients = gradients,
            Square = MomentPointer(0),
            Direction = MomentPointer(1),
            Length = length,
            Scale = gradientScale,
            Alpha = (float)Alpha,
            OneMinusAlpha = (float)(1 - Alpha),
            Eps = (float)Eps,
            Momentum = (float)Momentum,
            Decay = (float)WeightDecay,
            Rate = (float)LearningRate,
        });

    private struct Arguments
    {
        public float* Values, Gradients, Square, Direction;
        public int Length;
        public float Scale, Alpha, OneMinusAlpha, Eps, Momentum, Decay, Rate;
    }

    private readonly struct Kernel : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            TVector scale = TOps.Broadcast(a.Scale), alpha = TOps.Broadcast(a.Alpha), rest = TOps.Broadcast(a.OneMinusAlpha), eps = TOps.Broadcast(a.Eps);
            TVector momentum = TOps.Broadcast(a.Momentum), decay = TOps.Broadcast(a.Decay), rate = TOps.Broadcast(a.Rate);
            for (nint i = 0; i < a.Length; i += TOps.Width)
            {
                TVector value = TOps.Load(a.Values + i);
                TVector g = TOps.MultiplyAdd(decay, value, TOps.Multiply(scale, TOps.Load(a.Gradients + i)));
                TVector square = TOps.MultiplyAdd(TOps.Multiply(rest, g), g, TOps.Multiply(alpha, TOps.Load(a.Square + i)));
                // Padding has no gradient and, with eps 0, no denominator: a division by the tiniest number keeps it at zero.
                TVector root = TOps.Max(TOps.Broadcast(float.Epsilon), TOps.Add(TOps.SquareRoot(square), eps));
                TVector direction = TOps.MultiplyAdd(momentum, TOps.Load(a.Direction + i), TOps.Divide(g, root));
                TOps.Store(square, a.Square + i);
                TOps.Store(direction, a.Direction + i);
                TOps.Store(TOps.Subtract(value, TOps.Multiply(rate, direction)), a.Values + i);
            }
        }
    }
}
