using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="PpoTrainer"/>. The defaults are those of CleanRL's <c>ppo.py</c>.</summary>
public sealed record PpoOptions
{
    /// <summary>Seed of everything that is drawn. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Environment steps of the whole training, all environments together; schedules run towards it. Default 500,000.</summary>
    public long TotalSteps { get; init; } = 500_000;

    /// <summary>Steps of each environment between two updates, at least 1. Default 128.</summary>
    public int RolloutSteps { get; init; } = 128;

    /// <summary>Passes over each rollout, at least 1. Default 4.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Minibatches of each pass, at least 1 and at most the rows of a rollout (with memory: the environments). Default 4.</summary>
    public int Minibatches { get; init; } = 4;

    /// <summary>Step size of Adam at the start, above 0. Default 2.5e-4.</summary>
    public double LearningRate { get; init; } = 2.5e-4;

    /// <summary>True to let the step size fall linearly to 0 over <see cref="TotalSteps"/>. Default true.</summary>
    public bool AnnealLearningRate { get; init; } = true;

    /// <summary>Adam's eps. Default 1e-5.</summary>
    public double AdamEps { get; init; } = 1e-5;

    /// <summary>Discount, in [0, 1]. Default 0.99.</summary>
    public double Gamma { get; init; } = 0.99;

    /// <summary>λ of the advantage estimate, in [0, 1]. Default 0.95.</summary>
    public double Lambda { get; init; } = 0.95;

    /// <summary>Clip range of the ratio at the start, above 0. Default 0.2.</summary>
    public double Clip { get; init; } = 0.2;

    /// <summary>True to let the clip ranges fall linearly to 0. Default false.</summary>
    public bool AnnealClip { get; init; }

    /// <summary>How values are clipped. Default <see cref="ValueClipStyle.Maximum"/>.</summary>
    public ValueClipStyle ValueClipStyle { get; init; } = ValueClipStyle.Maximum;

    /// <summary>Clip range of values, above 0. Default 0.2.</summary>
    public double ValueClip { get; init; } = 0.2;

    /// <summary>Weight of the entropy bonus, not negative. Default 0.01.</summary>
    public double EntropyCoefficient { get; init; } = 0.01;

    /// <summary>Weight of the value loss (half the mean square), not negative. Default 0.5.</summary>
    public double ValueCoefficient { get; init; } = 0.5;

    /// <summary>Largest global gradient norm, above 0. Default 0.5.</summary>
    public double MaximumGradientNorm { get; init; } = 0.5;

    /// <summary>True to normalise advantages in each minibatch. Default true.</summary>
    public bool NormalizeAdvantage { get; init; } = true;

    /// <summary>Stops the passes over a rollout when the approximate KL divergence of a minibatch exceeds 1.5 times this; null for never. Default null.</summary>
    public double? TargetKl { get; init; }

    /// <summary>True to give a truncated step the value of its final observation as future; false to treat it as an end. Default true.</summary>
    public bool BootstrapTruncated { get; init; } = true;

    /// <summary>True to standardise observations with running statistics that become part of the policy. Default false.</summary>
    public bool NormalizeObservations { get; init; }

    /// <summary>True to divide rewards by the running deviation of the discounted return. Default false.</summary>
    public bool NormalizeRewards { get; init; }

    /// <summary>Widths of the hidden layers of actor and critic. Default 64, 64.</summary>
    public IReadOnlyList<int> HiddenSizes { get; init; } = [64, 64];

    /// <summary>Activation of the hidden layers. Default tanh.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Width of an LSTM between hidden layers and output of actor and of critic; 0 for a policy without memory. Default 0.</summary>
    public int RecurrentSize { get; init; }

    /// <summary>Gain of the orthogonal start of the actor's output. Default 0.01.</summary>
    public double ActorOutputGain { get; init; } = 0.01;

    /// <summary>Logarithm of the spread of continuous actions at the start. Default 0.</summary>
    public double InitialLogStd { get; init; }

    /// <summary>Threads of rollout and update, at least 1. The result does not depend on it. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Names of the observation's features; their hash goes into the policy, which then refuses other features. Null for none.</summary>
    public ObservationSchema? Features { get; init; }

    internal void Validate()
    {
        AtLeastOne(RolloutSteps, nameof(RolloutSteps));
        AtLeastOne(Epochs, nameof(Epochs));
        AtLeastOne(Minibatches, nameof(Minibatches));
        AtLeastOne(Threads, nameof(Threads));
        AtLeastOne(TotalSteps, nameof(TotalSteps));
        NotNegative(RecurrentSize, nameof(RecurrentSize));
        Positive(LearningRate, nameof(LearningRate));
        Positive(Clip, nameof(Clip));
        Positive(ValueClip, nameof(ValueClip));
        Positive(MaximumGradientNorm, nameof(MaximumGradientNorm));
        Positive(AdamEps, nameof(AdamEps));
        Fraction(Gamma, nameof(Gamma));
        Fraction(Lambda, nameof(Lambda));
        NotNegative(EntropyCoefficient, nameof(EntropyCoefficient));
        NotNegative(ValueCoefficient, nameof(ValueCoefficient));
        if (TargetKl is { } kl)
        {
            Positive(kl, nameof(TargetKl));
        }

        foreach (int size in HiddenSizes)
        {
            AtLeastOne(size, nameof(HiddenSizes));
        }
    }

    private static void AtLeastOne(long value, string name) => ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);

    private static void Positive(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a finite number above 0.");
        }
    }

    private static void NotNegative(double value, string name)
    {
        if (!(value >= 0) || double.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a finite number that is not negative.");
        }
    }

    private static void Fraction(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a number in [0, 1].");
        }
    }
}
