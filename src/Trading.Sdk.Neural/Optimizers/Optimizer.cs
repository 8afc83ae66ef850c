namespace Trading.Sdk.Neural;

/// <summary>Changes the values of a <see cref="ParameterBlock"/> along its gradients. Not thread-safe; steps allocate nothing.</summary>
public abstract unsafe class Optimizer
{
    private readonly AlignedBuffer[] moments;

    private protected Optimizer(ParameterBlock parameters, double learningRate, int momentCount)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        LearningRate = learningRate;
        moments = new AlignedBuffer[momentCount];
        for (int i = 0; i < momentCount; i++)
        {
            moments[i] = new AlignedBuffer(parameters.Length);
        }
    }

    /// <summary>The block that is optimised.</summary>
    public ParameterBlock Parameters { get; }

    /// <summary>Step size of the next steps; finite and not negative. Set it from a schedule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get;
        set
        {
            if (!(value >= 0) || double.IsInfinity(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The learning rate is finite and not negative.");
            }

            field = value;
        }
    }

    /// <summary>Steps taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Running averages that belong to the state, in the layout of the block; for checkpoints.</summary>
    internal int MomentCount => moments.Length;

    /// <summary>One step with the gradients as they are.</summary>
    public void Step() => Step(1f);

    /// <summary>
    /// One step with the gradients scaled so that their global norm is at most <paramref name="maximumGradientNorm"/>:
    /// the factor is maximum/(norm + 1e-6), at most 1, as in PyTorch's <c>clip_grad_norm_</c>.
    /// </summary>
    /// <returns>The norm before scaling.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above zero.</exception>
    /// <exception cref="NonFiniteTensorException">A gradient is NaN or infinite; the exception names the tensor and nothing was changed.</exception>
    public float StepClipped(double maximumGradientNorm)
    {
        if (!(maximumGradientNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maximumGradientNorm), maximumGradientNorm, "The largest gradient norm is above zero.");
        }

        float norm = Parameters.GradientNorm();
        if (!float.IsFinite(norm))
        {
            Parameters.ThrowIfGradientsNotFinite();
        }

        Step(ClipFactor(norm, maximumGradientNorm));
        return norm;
    }

    /// <summary>Sets all running averages and the step count to zero.</summary>
    public void Reset()
    {
        foreach (AlignedBuffer moment in moments)
        {
            moment.Span.Clear();
        }

        StepCount = 0;
    }

    internal static float ClipFactor(float norm, double maximum) => (float)Math.Min(1, maximum / (norm + 1e-6));

    internal Span<float> Moment(int index) => moments[index].Span;

    internal void RestoreStepCount(long count) => StepCount = count;

    internal void Step(float gradientScale)
    {
        StepCount++;
        Update(Parameters.Values, Parameters.Gradients, Parameters.Length, gradientScale);
        GC.KeepAlive(this);
    }

    private protected float* MomentPointer(int index) => moments[index].Pointer;

    private protected abstract void Update(float* values, float* gradients, int length, float gradientScale);

    private protected static double RequireFraction(double value, string name) => value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a number in [0, 1).");

    private protected static double RequireNotNegative(double value, string name) => value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a finite number that is not negative.");
}
