using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// Adam (Kingma and Ba, 2015) with the conventions of PyTorch: <c>eps</c> is added after the square root of the
/// bias-corrected second moment. With a weight decay it is AdamW (Loshchilov and Hutter, 2019): values shrink by learning rate × decay, apart from the gradient;
/// or, not decoupled, decay × value is added to the gradient, as in PyTorch's <c>Adam</c>.
/// </summary>
public sealed unsafe class Adam : Optimizer
{
    private double beta1Power = 1, beta2Power = 1;
    private long powersAtStep;

    /// <summary>Creates the optimiser with zero moments.</summary>
    /// <param name="parameters">The block to optimise.</param>
    /// <param name="learningRate">Step size. Default 1e-3.</param>
    /// <param name="beta1">Decay of the first moment, in [0, 1). Default 0.9.</param>
    /// <param name="beta2">Decay of the second moment, in [0, 1). Default 0.999.</param>
    /// <param name="eps">Added to the denominator, not negative. Default 1e-8; PPO uses 1e-5.</param>
    /// <param name="weightDecay">Decay of the values, not negative. Default 0.</param>
    /// <param name="decoupled">True to decay apart from the gradient (AdamW), false for an L2 penalty inside it. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(ParameterBlock parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0, bool decoupled = true)
        : base(parameters, learningRate, momentCount: 2)
    {
        Beta1 = RequireFraction(beta1, nameof(beta1));
        Beta2 = RequireFraction(beta2, nameof(beta2));
        Eps = RequireNotNegative(eps, nameof(eps));
        WeightDecay = RequireNotNegative(weightDecay, nameof(weightDecay));
        IsDecoupled = decoupled;
    }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the denominator.</summary>
    public double Eps { get; }

    /// <summary>Decay of the values.</summary>
    public double WeightDecay { get; }

    /// <summary>True when the decay acts apart from the gradient.</summary>
    public bool IsDecoupled { get; }

    private protected override void Update(float* values, float* gradients, int length, float gradientScale)
    {
        if (powersAtStep != StepCount - 1)
        {
            // The state was reset or restored: the same products in the same order as without interruption.
            (beta1Power, beta2Power) = (1, 1);
            for (long i = 1; i < StepCount && (beta1Power > 0 || beta2Power > 0); i++)
            {
                beta1Power *= Beta1;
                beta2Power *= Beta2;
            }
        }

        powersAtStep = StepCount;
        beta1Power *= Beta1;
        beta2Power *= Beta2;
        var arguments = new Arguments
        {
            Values = values,
            Gradients = gradients,
            First = MomentPointer(0),
            Second = MomentPointer(1),
            Length = length,
            Scale = gradientScale,
            Beta1 = (float)Beta1,
            Beta2 = (float)Beta2,
            OneMinusBeta1 = (float)(1 - Beta1),
            OneMinusBeta2 = (float)(1 - Beta2),
            Eps = (float)Eps,
            Step = (float)(LearningRate / (1 - beta1Power)),
            InverseCorrection2 = (float)(1 / Math.Sqrt(1 - beta2Power)),
            Keep = IsDecoupled ? (float)(1 - (LearningRate * WeightDecay)) : 1,
            Penalty = IsDecoupled ? 0 : (float)WeightDecay,
        };
        WidestVector.Run<Kernel, Arguments>(arguments);
    }

    private struct Arguments
    {
        public float* Values, Gradients, First, Second;
        public int Length;
        public float Scale, Beta1, Beta2, OneMinusBeta1, OneMinusBeta2, Eps, Step, InverseCorrection2, Keep, Penalty;
    }

    private readonly struct Kernel : IVectorKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TVector, TOps>(in Arguments a)
            where TVector : struct
            where TOps : struct, IVectorOps<TVector>
        {
            TVector scale = TOps.Broadcast(a.Scale), beta1 = TOps.Broadcast(a.Beta1), beta2 = TOps.Broadcast(a.Beta2);
            TVector rest1 = TOps.Broadcast(a.OneMinusBeta1), rest2 = TOps.Broadcast(a.OneMinusBeta2);
            TVector eps = TOps.Broadcast(a.Eps), step = TOps.Broadcast(a.Step);
            TVector correction = TOps.Broadcast(a.InverseCorrection2), keep = TOps.Broadcast(a.Keep), penalty = TOps.Broadcast(a.Penalty);
            float* values = a.Values, gradients = a.Gradients, m = a.First, v = a.Second;
            for (nint i = 0; i < a.Length; i += TOps.Width)
            {
                TVector value = TOps.Load(values + i);
                TVector g = TOps.MultiplyAdd(penalty, value, TOps.Multiply(TOps.Load(gradients + i), scale));
                TVector first = TOps.MultiplyAdd(rest1, g, TOps.Multiply(beta1, TOps.Load(m + i)));
                TVector second = TOps.MultiplyAdd(TOps.Multiply(rest2, g), g, TOps.Multiply(beta2, TOps.Load(v + i)));
                TOps.Store(first, m + i);
                TOps.Store(second, v + i);
                // Padding has no gradient: with eps 0 the tiniest number keeps it at zero.
                TVector denominator = TOps.Max(TOps.Broadcast(float.Epsilon), TOps.MultiplyAdd(TOps.SquareRoot(second), correction, eps));
                TVector change = TOps.Divide(TOps.Multiply(step, first), denominator);
                TOps.Store(TOps.Subtract(TOps.Multiply(value, keep), change), values + i);
            }
        }
    }
}
