using System.Globalization;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// A trained policy for live use: weights, observation statistics, action space and feature schema in one safetensors
/// artefact. Deciding costs microseconds and allocates nothing. One instance serves one stream of observations at a time.
/// </summary>
public sealed unsafe class PpoPolicy
{
    private const string Format = "trading-sdk-policy";
    private const int Version = 1;
    private readonly PolicyArchitecture architecture;
    private readonly Network actor;
    private readonly NetworkWorkspace workspace;
    private readonly RunningNormalizer? normalizer;
    private readonly ActionDistribution distribution;
    private readonly float[] input, logStd, rawAction;
    private readonly AlignedBuffer aligned;
    private RandomStream random;

    internal PpoPolicy(PolicyArchitecture architecture, ParameterBlock source, RunningNormalizer? statistics, string featureSchemaHash)
        : this(architecture, statistics, featureSchemaHash)
    {
        foreach (ParameterTensor tensor in Parameters.Tensors)
        {
            var values = new float[tensor.ElementCount];
            source.CopyValue(tensor.Name, values);
            Parameters.SetValue(tensor.Name, values);
        }

        ReadLogStd();
    }

    private PpoPolicy(PolicyArchitecture architecture, RunningNormalizer? statistics, string featureSchemaHash)
    {
        this.architecture = architecture;
        FeatureSchemaHash = featureSchemaHash;
        actor = architecture.Actor();
        Parameters = architecture.Bind(actor);
        workspace = actor.CreateWorkspace(1);
        distribution = new ActionDistribution(architecture.ActionSpace);
        if (statistics is not null)
        {
            normalizer = new RunningNormalizer(statistics.Features, statistics.Eps, statistics.Clip);
            normalizer.Restore(statistics.Mean, statistics.Variance, statistics.Count);
        }

        aligned = new AlignedBuffer(MatrixLayout.Pad(architecture.ObservationSize));
        input = new float[architecture.ObservationSize];
        logStd = new float[architecture.HasLogStd ? architecture.ActionSpace.Dimensions : 0];
        rawAction = new float[architecture.ActionSpace.Dimensions];
        Reset();
    }

    /// <summary>Numbers in an observation.</summary>
    public int ObservationSize => architecture.ObservationSize;

    /// <summary>The shape of an action.</summary>
    public ActionSpace ActionSpace => architecture.ActionSpace;

    /// <summary>Hash of the <see cref="ObservationSchema"/> it was trained on; empty when it was trained without one.</summary>
    public string FeatureSchemaHash { get; }

    /// <summary>True when decisions depend on earlier observations; call <see cref="Reset"/> where a new sequence begins.</summary>
    public bool IsRecurrent => architecture.RecurrentSize > 0;

    /// <summary>The actor's parameters.</summary>
    public ParameterBlock Parameters { get; }

    /// <summary>Reads a policy.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The features that will be given; their hash must be the policy's. Null to take the policy as it is.</param>
    /// <exception cref="SafetensorsFormatException">The file is damaged or no policy.</exception>
    /// <exception cref="PolicyMismatchException">The policy was trained on other features.</exception>
    public static PpoPolicy Load(string path, ObservationSchema? features = null) => Read(SafetensorsFile.Load(path), features);

    /// <summary>Takes a policy from tensors.</summary>
    /// <inheritdoc cref="Load"/>
    public static PpoPolicy Read(SafetensorsFile file, ObservationSchema? features = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != Format)
        {
            throw new SafetensorsFormatException($"The metadata name the format '{format}', expected '{Format}'.");
        }

        if (!file.Metadata.TryGetValue("version", out string? version) || version != Version.ToString(CultureInfo.InvariantCulture))
        {
            throw new SafetensorsFormatException($"The policy has the version '{version}', expected {Version}.");
        }

        PolicyArchitecture shape = PolicyArchitecture.Read(file.Metadata);
        string hash = file.Metadata.GetValueOrDefault("feature_schema", "");
        if (features is not null && features.Hash != hash)
        {
            throw new PolicyMismatchException("feature schema", hash, features.Hash);
        }

        RunningNormalizer? statistics = null;
        if (file.Tensors.ContainsKey("normalizer.mean"))
        {
            double[] settings = file["normalizer.settings"].ToDouble();
            if (settings.Length != 3 || !(settings[0] > 0) || !(settings[1] > 0))
            {
                throw new SafetensorsFormatException("The normaliser's settings are damaged.");
            }

            statistics = new RunningNormalizer(shape.ObservationSize, settings[0], settings[1]);
            try
            {
                statistics.Restore(file["normalizer.mean"].ToDouble(), file["normalizer.variance"].ToDouble(), settings[2]);
            }
            catch (ArgumentException e)
            {
                throw new SafetensorsFormatException($"The normaliser is damaged: {e.Message}", e);
            }
        }

        var policy = new PpoPolicy(shape, statistics, hash);
        file.CopyTo(policy.Parameters);
        policy.ReadLogStd();
        return policy;
    }

    /// <summary>Writes the policy.</summary>
    public void Save(string path) => ToSafetensors().Save(path);

    /// <summary>The policy as tensors and metadata.</summary>
    public SafetensorsFile ToSafetensors()
    {
        var file = new SafetensorsFile();
        file.Metadata["format"] = Format;
        file.Metadata["version"] = Version.ToString(CultureInfo.InvariantCulture);
        file.Metadata["feature_schema"] = FeatureSchemaHash;
        architecture.Write(file.Metadata);
        file.AddParameters(Parameters);
        if (normalizer is not null)
        {
            file.Tensors["normalizer.mean"] = SafetensorsTensor.FromDouble(normalizer.Mean, normalizer.Features);
            file.Tensors["normalizer.variance"] = SafetensorsTensor.FromDouble(normalizer.Variance, normalizer.Features);
            file.Tensors["normalizer.settings"] = SafetensorsTensor.FromDouble([normalizer.Eps, normalizer.Clip, normalizer.Count], 3);
        }

        return file;
    }

    /// <summary>A policy of its own with the same weights, for another stream of observations.</summary>
    public PpoPolicy Copy() => new(architecture, Parameters, normalizer, FeatureSchemaHash);

    /// <summary>Forgets the sequence so far and starts the random stream of <see cref="Sample(ReadOnlySpan{float}, Span{float}, ReadOnlySpan{bool})"/> anew.</summary>
    /// <param name="seed">Seed of the stream. Default 0.</param>
    public void Reset(ulong seed = 0)
    {
        random = new RandomStream(seed, 7UL << 32);
        workspace.UseInitialState(false);
    }

    /// <summary>The most likely action. Allocates nothing.</summary>
    /// <param name="observation">[<see cref="ObservationSize"/>] features, not normalised.</param>
    /// <param name="action">Receives [<see cref="ActionSpace.Dimensions"/>] numbers.</param>
    /// <param name="mask">Allowed choices, or empty for all.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="NonFiniteTensorException">The observation holds a NaN or an infinity.</exception>
    public void Decide(ReadOnlySpan<float> observation, Span<float> action, ReadOnlySpan<bool> mask = default)
    {
        distribution.Mode(Evaluate(observation, action, mask), mask, rawAction);
        distribution.ToEnvironment(rawAction, action);
        // The network's output lies in pinned memory of this object, which a span does not keep alive.
        GC.KeepAlive(this);
    }

    /// <summary>An action drawn from the policy. Allocates nothing.</summary>
    /// <inheritdoc cref="Decide"/>
    /// <returns>The log-probability of the action.</returns>
    public double Sample(ReadOnlySpan<float> observation, Span<float> action, ReadOnlySpan<bool> mask = default) => Sample(observation, action, ref random, mask);

    /// <summary>An action drawn from the policy with the chance of a given stream. Allocates nothing.</summary>
    /// <param name="observation">[<see cref="ObservationSize"/>] features, not normalised.</param>
    /// <param name="action">Receives the action for the environment.</param>
    /// <param name="chance">The stream to draw from.</param>
    /// <param name="mask">Allowed choices, or empty for all.</param>
    /// <returns>The log-probability of the action.</returns>
    public double Sample(ReadOnlySpan<float> observation, Span<float> action, ref RandomStream chance, ReadOnlySpan<bool> mask = default)
    {
        double logProbability = distribution.Sample(Evaluate(observation, action, mask), logStd, mask, ref chance, rawAction);
        distribution.ToEnvironment(rawAction, action);
        GC.KeepAlive(this);
        return logProbability;
    }

    /// <summary>Probabilities of the choices, dimension by dimension, for an explanation of a decision; only for discrete spaces. Moves a recurrent policy on like <see cref="Decide"/>.</summary>
    /// <param name="observation">[<see cref="ObservationSize"/>] features, not normalised.</param>
    /// <param name="probabilities">Receives [<see cref="ActionSpace.ParameterCount"/>] numbers.</param>
    /// <param name="mask">Allowed choices, or empty for all.</param>
    /// <exception cref="InvalidOperationException">The space is continuous.</exception>
    public void Probabilities(ReadOnlySpan<float> observation, Span<float> probabilities, ReadOnlySpan<bool> mask = default)
    {
        if (ActionSpace.Kind != ActionSpaceKind.Discrete)
        {
            throw new InvalidOperationException("Only discrete actions have probabilities.");
        }

        if (probabilities.Length != ActionSpace.ParameterCount)
        {
            throw new ArgumentException($"Expected room for {ActionSpace.ParameterCount} probabilities, got {probabilities.Length}.", nameof(probabilities));
        }

        ReadOnlySpan<float> logits = Evaluate(observation, rawAction, mask);
        for (int d = 0, offset = 0; d < ActionSpace.Dimensions; offset += ActionSpace.Choices[d++])
        {
            int n = ActionSpace.Choices[d];
            double top = double.NegativeInfinity, total = 0;
            for (int i = offset; i < offset + n; i++)
            {
                top = (mask.IsEmpty || mask[i]) && logits[i] > top ? logits[i] : top;
            }

            for (int i = offset; i < offset + n; i++)
            {
                total += mask.IsEmpty || mask[i] ? ReproducibleMath.Exp(logits[i] - top) : 0;
            }

            for (int i = offset; i < offset + n; i++)
            {
                probabilities[i] = mask.IsEmpty || mask[i] ? (float)(ReproducibleMath.Exp(logits[i] - top) / total) : 0;
            }
        }

        GC.KeepAlive(this);
    }

    private ReadOnlySpan<float> Evaluate(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, ReadOnlySpan<bool> mask)
    {
        if (observation.Length != input.Length)
        {
            throw new ArgumentException($"Expected {input.Length} features, got {observation.Length}.", nameof(observation));
        }

        if (action.Length != rawAction.Length)
        {
            throw new ArgumentException($"Expected room for {rawAction.Length} numbers, got {action.Length}.", nameof(action));
        }

        if (!mask.IsEmpty && mask.Length != ActionSpace.MaskSize)
        {
            throw new ArgumentException($"Expected a mask of {ActionSpace.MaskSize} flags, got {mask.Length}.", nameof(mask));
        }

        for (int i = 0; i < observation.Length; i++)
        {
            if (!float.IsFinite(observation[i]))
            {
                throw new NonFiniteTensorException("observation", i, observation[i]);
            }
        }

        Span<float> row = aligned.Span[..input.Length];
        if (normalizer is null)
        {
            observation.CopyTo(row);
        }
        else
        {
            normalizer.Normalize(observation, row);
        }

        float* output = workspace.Forward(aligned.Pointer, input.Length, 1, 1);
        if (IsRecurrent)
        {
            Buffer.MemoryCopy(workspace.FinalState, workspace.InitialState, actor.StateStride * sizeof(float), actor.StateStride * sizeof(float));
            workspace.UseInitialState(true);
        }

        return new ReadOnlySpan<float>(output, actor.Outputs);
    }

    private void ReadLogStd()
    {
        if (logStd.Length > 0)
        {
            Parameters.CopyValue(PolicyArchitecture.LogStdName, logStd);
        }
    }
}
