namespace Trading.Sdk.Neural;

/// <summary>RMSprop, not centred, in PyTorch's form: v ← α·v + (1−α)·g², value ← value − learning rate·g/(√v + eps).</summary>
public sealed unsafe class RmsProp : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">The block to optimise.</param>
    /// <param name="learningRate">Step size. Default 1e-2.</param>
    /// <param name="alpha">Decay of the average square, in [0, 1). Default 0.99.</param>
    /// <param name="eps">Added to the root, not negative. Default 1e-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RmsProp(ParameterBlock parameters, double learningRate = 1e-2, double alpha = 0.99, double eps = 1e-8)
        : base(parameters, learningRate, momentCount: 1)
    {
        Alpha = RequireFraction(alpha, nameof(alpha));
        Eps = RequireNotNegative(eps, nameof(eps));
    }

    /// <summary>Decay of the average square.</summary>
    public double Alpha { get; }

    /// <summary>Added to the root.</summary>
    public double Eps { get; }

    private protected override void Update(float* values, float* gradients, int length, float gradientScale)
    {
        float alpha = (float)Alpha, rest = (float)(1 - Alpha), rate = (float)LearningRate, eps = (float)Eps;
        float* v = MomentPointer(0);
        for (int i = 0; i < length; i++)
        {
            float g = gradientScale * gradients[i];
            v[i] = (alpha * v[i]) + (rest * g * g);
            values[i] -= rate * g / (MathF.Sqrt(v[i]) + eps);
        }
    }
}
