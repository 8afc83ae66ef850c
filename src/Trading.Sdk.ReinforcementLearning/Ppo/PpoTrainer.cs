using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Proximal policy optimisation over a vectorised environment. The same seed gives the same bits with any number of
/// threads and any instruction set, and a run resumed from a checkpoint goes on as if it had never stopped.
/// </summary>
/// <remarks>
/// Schulman et al. (2017) with the details of Huang et al. (2022), "The 37 implementation details of PPO". Not
/// thread-safe. After the first iteration an iteration allocates only its <see cref="PpoProgress"/>.
/// </remarks>
public sealed unsafe partial class PpoTrainer : IDisposable
{
    private const int ShardRows = 256;
    private const int RecentEpisodes = 100;
    private readonly IVectorEnvironment environment;
    private readonly PpoOptions options;
    private readonly PolicyArchitecture architecture;
    private readonly Network actor, critic;
    private readonly ParameterBlock parameters;
    private readonly Adam optimizer;
    private readonly PpoLoss loss;
    private readonly ActionDistribution distribution;
    private readonly WorkTeam team;
    private readonly int environments, steps, observationSize, criticSize, dimensions, maskSize;
    private readonly bool recurrent, centralCritic;
    private readonly RandomStream[] policyStreams;
    private readonly RunningNormalizer? observationNormalizer, criticNormalizer, returnNormalizer;
    private readonly float[] recentReturns = new float[RecentEpisodes], recentLengths = new float[RecentEpisodes];
    private readonly double[] episodeReturns, discountedReturns;
    private readonly int[] episodeLengths;
    private RandomStream shuffleStream;
    private long iteration, stepsDone, episodes;

    /// <summary>Prepares a training and starts the environments.</summary>
    /// <param name="environment">The environments; the trainer resets them with the seed of the options and is their only user.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range or does not fit the environments.</exception>
    public PpoTrainer(IVectorEnvironment environment, PpoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment;
        this.options = options ??= new PpoOptions();
        options.Validate();
        environments = environment.Count;
        steps = options.RolloutSteps;
        observationSize = environment.ObservationSize;
        centralCritic = environment.CriticObservationSize > 0;
        criticSize = centralCritic ? environment.CriticObservationSize : observationSize;
        dimensions = environment.ActionSpace.Dimensions;
        maskSize = environment.HasActionMask ? environment.ActionSpace.MaskSize : 0;
        recurrent = options.RecurrentSize > 0;
        if (options.Features is { } features && features.Names.Count != observationSize)
        {
            throw new ArgumentException($"The schema names {features.Names.Count} features, but observations have {observationSize}.", nameof(options));
        }

        itemSteps = recurrent ? steps : 1;
        items = recurrent ? environments : checked(environments * steps);
        if (options.Minibatches > items)
        {
            throw new ArgumentException($"{options.Minibatches} minibatches are more than the {items} {(recurrent ? "environments" : "rows")} of a rollout.", nameof(options));
        }

        architecture = new PolicyArchitecture(observationSize, environment.ActionSpace, options.HiddenSizes, options.Activation, options.RecurrentSize);
        actor = architecture.Actor();
        critic = architecture.Critic(criticSize);
        parameters = architecture.Bind(actor, critic);
        var initialization = new RandomStream(options.Seed, 3UL << 32);
        Initializer.Network(actor, Math.Sqrt(2), options.ActorOutputGain, ref initialization);
        Initializer.Network(critic, Math.Sqrt(2), 1, ref initialization);
        if (architecture.HasLogStd)
        {
            Initializer.Constant(parameters, PolicyArchitecture.LogStdName, (float)options.InitialLogStd);
        }

        optimizer = new Adam(parameters, options.LearningRate, eps: options.AdamEps);
        loss = new PpoLoss(environment.ActionSpace)
        {
            ValueClipStyle = options.ValueClipStyle,
            EntropyCoefficient = options.EntropyCoefficient,
            ValueCoefficient = options.ValueCoefficient,
            NormalizeAdvantage = options.NormalizeAdvantage,
        };
        distribution = loss.Distribution;
        policyStreams = new RandomStream[environments];
        for (int e = 0; e < environments; e++)
        {
            policyStreams[e] = new RandomStream(options.Seed, (2UL << 32) + (ulong)e);
        }

        shuffleStream = new RandomStream(options.Seed, 4UL << 32);
        observationNormalizer = options.NormalizeObservations ? new RunningNormalizer(observationSize) : null;
        criticNormalizer = options.NormalizeObservations && centralCritic ? new RunningNormalizer(criticSize) : null;
        returnNormalizer = options.NormalizeRewards ? new RunningNormalizer(1) : null;
        episodeReturns = new double[environments];
        discountedReturns = new double[environments];
        episodeLengths = new int[environments];
        rollout = new Rollout(steps, environments, observationSize, centralCritic ? criticSize : 0, dimensions, maskSize);
        current = new float[environments * observationSize];
        finalObservations = new float[environments * observationSize];
        currentCritic = new float[centralCritic ? environments * criticSize : 0];
        finalCritic = new float[currentCritic.Length];
        environmentActions = new float[environments * dimensions];
        doneBefore = new byte[environments];
        AllocateUpdate(out shards);
        actRange = Act;
        evaluateRange = EvaluateValues;
        updateTask = UpdateShard;
        ranges = Math.Min(options.Threads, environments);
        actorWorkspaces = new NetworkWorkspace[ranges];
        criticWorkspaces = new NetworkWorkspace[ranges];
        for (int i = 0; i < ranges; i++)
        {
            int count = RangeEnd(i) - RangeEnd(i - 1);
            actorWorkspaces[i] = actor.CreateWorkspace(count);
            criticWorkspaces[i] = critic.CreateWorkspace(recurrent ? count : Math.Min(ShardRows, items));
        }

        actorState = new AlignedBuffer((long)environments * actor.StateStride);
        criticState = new AlignedBuffer((long)environments * critic.StateStride);
        environment.Reset(options.Seed, current);
        RequireFinite(current, "observation");
        observationNormalizer?.Update(current);
        ReadCritic();
        team = new WorkTeam(options.Threads);
    }

    /// <summary>The parameters of actor (<c>actor.…</c>), critic (<c>critic.…</c>) and, for continuous actions, <c>log_std</c>.</summary>
    public ParameterBlock Parameters => parameters;

    /// <summary>Settings of the run.</summary>
    public PpoOptions Options => options;

    /// <summary>Environment steps done.</summary>
    public long StepCount => stepsDone;

    /// <summary>Environment steps of one iteration.</summary>
    public int StepsPerIteration => steps * environments;

    /// <summary>True when the next iteration would go beyond <see cref="PpoOptions.TotalSteps"/>.</summary>
    public bool IsFinished => stepsDone + StepsPerIteration > options.TotalSteps;

    /// <summary>Trains to the end, or until a callback says stop.</summary>
    /// <param name="afterIteration">Called after each iteration; false stops the training. Null for none.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <returns>The last iteration, or null when there was nothing left to do.</returns>
    /// <exception cref="OperationCanceledException">The training was cancelled; it can go on with another call.</exception>
    public PpoProgress? Train(Func<PpoTrainer, PpoProgress, bool>? afterIteration = null, CancellationToken cancellation = default)
    {
        PpoProgress? last = null;
        while (!IsFinished)
        {
            cancellation.ThrowIfCancellationRequested();
            last = Iterate();
            if (afterIteration is not null && !afterIteration(this, last))
            {
                break;
            }
        }

        return last;
    }

    /// <summary>One rollout and its update.</summary>
    /// <exception cref="NonFiniteTensorException">An observation, a reward or a gradient is NaN or infinite; the exception names the tensor.</exception>
    public PpoProgress Iterate()
    {
        double remaining = Math.Max(0, 1 - ((double)stepsDone / options.TotalSteps));
        optimizer.LearningRate = options.LearningRate * (options.AnnealLearningRate ? remaining : 1);
        double clipFactor = options.AnnealClip ? Math.Max(remaining, 1e-6) : 1;
        loss.Clip = options.Clip * clipFactor;
        loss.ValueClip = options.ValueClip * clipFactor;
        Collect();
        (PpoLossResult result, float norm, bool stopped) = Update();
        iteration++;
        int known = (int)Math.Min(episodes, RecentEpisodes);
        return new PpoProgress
        {
            Iteration = iteration,
            Steps = stepsDone,
            TotalSteps = options.TotalSteps,
            Episodes = episodes,
            MeanReturn = Mean(recentReturns.AsSpan(0, known)),
            MeanLength = Mean(recentLengths.AsSpan(0, known)),
            LearningRate = optimizer.LearningRate,
            Loss = result,
            GradientNorm = norm,
            ExplainedVariance = ExplainedVariance(),
            StoppedAtKl = stopped,
        };
    }

    /// <summary>The policy as it is now; later training does not change it.</summary>
    public PpoPolicy CreatePolicy() => new(architecture, parameters, observationNormalizer, options.Features?.Hash ?? "");

    /// <summary>Ends the helper threads.</summary>
    public void Dispose() => team.Dispose();

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values)
        {
            sum += v;
        }

        return values.IsEmpty ? double.NaN : sum / values.Length;
    }

    private static void RequireFinite(ReadOnlySpan<float> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new NonFiniteTensorException(name, i, values[i]);
            }
        }
    }

    private double ExplainedVariance()
    {
        double meanReturn = 0, meanError = 0;
        int n = rollout.Returns.Length;
        for (int i = 0; i < n; i++)
        {
            meanReturn += rollout.Returns[i];
            meanError += rollout.Advantages[i];
        }

        meanReturn /= n;
        meanError /= n;
        double variance = 0, residual = 0;
        for (int i = 0; i < n; i++)
        {
            variance += (rollout.Returns[i] - meanReturn) * (rollout.Returns[i] - meanReturn);
            residual += (rollout.Advantages[i] - meanError) * (rollout.Advantages[i] - meanError);
        }

        return variance > 0 ? 1 - (residual / variance) : double.NaN;
    }

    private int RangeEnd(int range) => (int)((long)environments * (range + 1) / ranges);
}
