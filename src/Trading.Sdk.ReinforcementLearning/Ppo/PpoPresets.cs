using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings that are known to solve the built-in environments.</summary>
public static class PpoPresets
{
    /// <summary>CleanRL's <c>ppo.py</c> for discrete control: the defaults of <see cref="PpoOptions"/>, without bootstrapping truncated episodes as there.</summary>
    public static PpoOptions CleanRl { get; } = new() { BootstrapTruncated = false };

    /// <summary>CleanRL's <c>ppo_continuous_action.py</c>, for one environment and a million steps: normalised observations and rewards.</summary>
    public static PpoOptions CleanRlContinuous { get; } = new()
    {
        TotalSteps = 1_000_000,
        RolloutSteps = 2048,
        Epochs = 10,
        Minibatches = 32,
        LearningRate = 3e-4,
        EntropyCoefficient = 0,
        NormalizeObservations = true,
        NormalizeRewards = true,
        BootstrapTruncated = false,
    };

    /// <summary>The tuned settings of rl-baselines3-zoo for Acrobot, for 16 environments and a million steps.</summary>
    public static PpoOptions ZooAcrobot { get; } = new()
    {
        TotalSteps = 1_000_000,
        RolloutSteps = 256,
        Epochs = 4,
        Minibatches = 64,
        Lambda = 0.94,
        LearningRate = 3e-4,
        AnnealLearningRate = false,
        EntropyCoefficient = 0,
        ValueClipStyle = ValueClipStyle.None,
        NormalizeObservations = true,
        NormalizeRewards = true,
    };

    /// <summary>The tuned settings of rl-baselines3-zoo for CartPole, for 8 environments and 100,000 steps.</summary>
    public static PpoOptions ZooCartPole { get; } = new()
    {
        TotalSteps = 100_000,
        RolloutSteps = 32,
        Epochs = 20,
        Minibatches = 1,
        Lambda = 0.8,
        Gamma = 0.98,
        LearningRate = 1e-3,
        AnnealClip = true,
        EntropyCoefficient = 0,
        ValueClipStyle = ValueClipStyle.None,
        ValueCoefficient = 1,
    };

    /// <summary>Swing-up control: for <see cref="Pendulum"/> with 4 environments and 100,000 steps. The falling step size is what keeps every seed from ending on a poor policy.</summary>
    public static PpoOptions Pendulum { get; } = new()
    {
        TotalSteps = 100_000,
        RolloutSteps = 512,
        Epochs = 10,
        Minibatches = 32,
        Gamma = 0.9,
        LearningRate = 1e-3,
        EntropyCoefficient = 0,
        ValueClipStyle = ValueClipStyle.None,
    };

    /// <summary>Market making: for <see cref="MarketMaking"/> with 16 environments.</summary>
    public static PpoOptions MarketMaking { get; } = new()
    {
        TotalSteps = 500_000,
        RolloutSteps = 256,
        Epochs = 8,
        Minibatches = 8,
        LearningRate = 1e-3,
        Gamma = 1,
        EntropyCoefficient = 0,
        ValueClipStyle = ValueClipStyle.None,
        InitialLogStd = -1,
    };

    /// <summary>Selling a block: for <see cref="OptimalExecution"/> with 16 environments.</summary>
    public static PpoOptions Execution { get; } = new()
    {
        TotalSteps = 200_000,
        RolloutSteps = 50,
        Epochs = 10,
        Minibatches = 8,
        LearningRate = 1e-3,
        Gamma = 1,
        EntropyCoefficient = 0,
        ValueClipStyle = ValueClipStyle.None,
        InitialLogStd = -1.5,
    };

    /// <summary>Policies with memory on discrete control: for 8 environments or more.</summary>
    public static PpoOptions Recurrent { get; } = new()
    {
        RolloutSteps = 128,
        Minibatches = 4,
        LearningRate = 1e-3,
        HiddenSizes = [64],
        RecurrentSize = 64,
    };

    /// <summary>Trading on a <see cref="MarketReplay"/> with 16 environments: normalised observations and rewards.</summary>
    public static PpoOptions Market { get; } = new()
    {
        RolloutSteps = 256,
        Epochs = 6,
        Minibatches = 8,
        LearningRate = 5e-4,
        Gamma = 0.98,
        EntropyCoefficient = 0.005,
        NormalizeObservations = true,
        NormalizeRewards = true,
        Activation = Activation.Tanh,
        TargetKl = 0.03,
    };
}
