namespace Trading.Sdk.Neural;

/// <summary>Stochastic gradient descent with momentum in PyTorch's form: b ← momentum·b + g, value ← value − learning rate·b.</summary>
public sealed unsafe class Sgd : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="parameters">The block to optimise.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="momentum">In [0, 1). Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Sgd(ParameterBlock parameters, double learningRate, double momentum = 0)
        : base(parameters, learningRate, momentCount: 1) => Momentum = RequireFraction(momentum, nameof(momentum));

    /// <summary>Share of the last direction that is kept.</summary>
    public double Momentum { get; }

    private protected override void Update(float* values, float* gradients, int length, float gradientScale)
    {
        float momentum = (float)Momentum, rate = (float)LearningRate;
        float* b = MomentPointer(0);
        for (int i = 0; i < length; i++)
        {
            b[i] = (momentum * b[i]) + (gradientScale * gradients[i]);
            values[i] -= rate * b[i];
        }
    }
}
