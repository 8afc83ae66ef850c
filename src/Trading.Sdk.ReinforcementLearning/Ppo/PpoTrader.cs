using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// A trader on Level II data: trained by PPO on recorded depth, and then asked for one decision a row in live use. Each row
/// updates the state once; a decision names a position, a way of ordering, and the execution context it was made in. Not thread-safe; deciding allocates nothing.
/// </summary>
public sealed class PpoTrader
{
    private readonly PpoPolicy policy;
    private readonly LevelTwoState state;
    private readonly PpoTraderOptions options;
    private readonly float[] observation, probabilities;
    private readonly int targets;

    /// <summary>Makes a trader from a trained policy.</summary>
    /// <param name="policy">The policy; used by this trader alone.</param>
    /// <param name="options">The settings of its training, or null for the defaults.</param>
    /// <exception cref="PolicyMismatchException">The policy was trained on other features or actions.</exception>
    public PpoTrader(PpoPolicy policy, PpoTraderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        this.policy = policy;
        this.options = options ??= new PpoTraderOptions();
        if (policy.FeatureSchemaHash != Schema.Hash)
        {
            throw new PolicyMismatchException("feature schema", policy.FeatureSchemaHash, Schema.Hash);
        }

        targets = (options.Market.MaximumPosition * (options.Market.AllowShort ? 2 : 1)) + 1;
        ActionSpace expected = options.Market.Styles.Count > 1 ? ActionSpace.Discrete(targets, options.Market.Styles.Count) : ActionSpace.Discrete(targets);
        if (policy.ActionSpace.ToString() != expected.ToString())
        {
            throw new PolicyMismatchException("action space", policy.ActionSpace.ToString(), expected.ToString());
        }

        state = new LevelTwoState(options.State);
        observation = new float[policy.ObservationSize];
        probabilities = new float[policy.ActionSpace.ParameterCount];
    }

    /// <summary>The features of an observation: those of <see cref="LevelTwoState"/>, then those of the account.</summary>
    public static ObservationSchema Schema { get; } = MarketReplay.CreateSchema(LevelTwoState.FeatureNames);

    /// <summary>The state of the book after the last row.</summary>
    public LevelTwoState State => state;

    /// <summary>Trains a policy on recorded depth.</summary>
    /// <param name="recording">From a <see cref="LevelTwoRecorder"/> with the same settings of the state.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <param name="afterIteration">Called after each iteration; false stops the training. Null for none.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <exception cref="ArgumentException">The recording has other features, or a setting does not fit it.</exception>
    public static PpoPolicy Train(MarketRecording recording, PpoTraderOptions? options = null, Func<PpoTrainer, PpoProgress, bool>? afterIteration = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recording);
        options ??= new PpoTraderOptions();
        if (recording.FeatureCount != LevelTwoState.FeatureNames.Count)
        {
            throw new ArgumentException($"The recording has {recording.FeatureCount} features, expected the {LevelTwoState.FeatureNames.Count} of {nameof(LevelTwoState)}.", nameof(recording));
        }

        using var trainer = new PpoTrainer(new VectorEnvironment(options.Environments, _ => new MarketReplay(recording, options.Market)), options.Ppo with { Features = Schema });
        trainer.Train(afterIteration, cancellation);
        return trainer.CreatePolicy();
    }

    /// <summary>Reads a policy and makes a trader of it.</summary>
    /// <inheritdoc cref="PpoTrader(PpoPolicy, PpoTraderOptions)"/>
    /// <param name="path">The policy's file.</param>
    /// <param name="options">The settings of its training, or null for the defaults.</param>
    /// <exception cref="SafetensorsFormatException">The file is damaged or no policy.</exception>
    public static PpoTrader Load(string path, PpoTraderOptions? options = null) => new(PpoPolicy.Load(path, Schema), options);

    /// <summary>Takes a row of depth and decides.</summary>
    /// <param name="row">The book now and what was traded since the row before.</param>
    /// <param name="account">The trader's own account.</param>
    /// <exception cref="ArgumentException">The row is no book; nothing was changed.</exception>
    public TraderDecision Decide(in LevelTwoRow row, in TraderAccount account)
    {
        state.Update(row);
        int n = LevelTwoState.FeatureNames.Count;
        double unit = 1.0 / options.Market.MaximumPosition;
        state.WriteFeatures(observation);
        observation[n] = (float)(account.Position * unit);
        observation[n + 1] = (float)(account.PendingTarget * unit);
        observation[n + 2] = (float)account.UnrealizedProfit;
        observation[n + 3] = (float)account.TimeLeft;
        observation[n + 4] = (float)(account.Waiting * unit);
        policy.Probabilities(observation, probabilities);
        (int choice, double confidence) = Largest(probabilities.AsSpan(0, targets));
        int style = 0;
        if (probabilities.Length > targets)
        {
            (style, double other) = Largest(probabilities.AsSpan(targets));
            confidence *= other;
        }

        int target = options.Market.AllowShort ? choice - options.Market.MaximumPosition : choice;
        double impact = target < account.Position ? state.ImpactSellBps : state.ImpactBuyBps;
        return new TraderDecision(target, options.Market.Styles[style], confidence, impact, state.OptimalSize, state.Timing);
    }

    private static (int Index, float Value) Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return (best, values[best]);
    }
}
