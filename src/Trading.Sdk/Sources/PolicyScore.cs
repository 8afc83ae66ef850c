using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>
/// A policy trained on <see cref="MarketReplay"/> as a source: asked as if the account were flat, how much more likely it is to
/// go long than short.
/// </summary>
public sealed class PolicyScore : IScoreSource
{
    private readonly PpoPolicy policy;
    private readonly int[] columns;
    private readonly float[] observation;
    private readonly float[] probabilities;

    /// <summary>Creates the source.</summary>
    /// <param name="policy">A policy with discrete targets from short to long (an odd number of them, the middle one flat).</param>
    /// <param name="columns">Column in the feature row of each market feature of the policy's observation.</param>
    /// <exception cref="ArgumentException">The policy does not observe these features, or its actions are not of that form.</exception>
    public PolicyScore(PpoPolicy policy, params ReadOnlySpan<int> columns)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.ObservationSize != columns.Length + MarketReplay.OwnFeatureNames.Count)
        {
            throw new ArgumentException($"The policy observes {policy.ObservationSize} numbers, {columns.Length} features and {MarketReplay.OwnFeatureNames.Count} of the account were expected.", nameof(columns));
        }

        if (policy.ActionSpace.Kind != ActionSpaceKind.Discrete || policy.ActionSpace.Dimensions != 1 || policy.ActionSpace.Choices[0] % 2 == 0)
        {
            throw new ArgumentException("The policy's actions are not targets from short over flat to long.", nameof(policy));
        }

        this.policy = policy;
        this.columns = columns.ToArray();
        observation = new float[policy.ObservationSize];
        probabilities = new float[policy.ActionSpace.ParameterCount];
    }

    /// <inheritdoc/>
    public string Name => "policy";

    /// <summary>Writes the market features of a row as a policy sees them: missing values are 0.</summary>
    public static void WriteFeatures(ReadOnlySpan<double> row, ReadOnlySpan<int> columns, Span<float> features)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            double value = row[columns[i]];
            features[i] = double.IsFinite(value) ? (float)value : 0;
        }
    }

    /// <inheritdoc/>
    public double Update(long time, ReadOnlySpan<double> features)
    {
        WriteFeatures(features, columns, observation);
        observation.AsSpan(columns.Length).Clear();
        // Half of the episode left: neither its beginning nor its end.
        observation[columns.Length + 3] = 0.5f;
        policy.Probabilities(observation, probabilities);
        double score = 0;
        int flat = probabilities.Length / 2;
        for (int i = 0; i < probabilities.Length; i++)
        {
            score += probabilities[i] * Math.Sign(i - flat);
        }

        return score;
    }

    /// <inheritdoc/>
    public void Reset() => policy.Reset();
}
