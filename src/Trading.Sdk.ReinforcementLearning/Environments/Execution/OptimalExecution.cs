using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Sells a block in N steps under linear impact: each action is the share of what is left to sell now (action + 1)/2 in
/// [0, 1]; the last step sells the rest. Observation: share left and time, both in [−1, 1].
/// </summary>
/// <remarks>
/// The reward of a step is minus its part of expected cost + λ·variance of Almgren and Chriss, as a share of the cost of selling everything at once, so
/// that the return of a whole episode is a known function of the plan and <see cref="AlmgrenChriss"/> gives its maximum. Price noise would add variance to
/// the learning and nothing to the expectation; <see cref="PriceNoise"/> switches it on.
/// </remarks>
public sealed class OptimalExecution : IEnvironment
{
    private readonly AlmgrenChriss model;
    private readonly double scale;
    private double left;
    private int step;

    /// <summary>Makes the environment.</summary>
    /// <param name="model">The market; null for the example of the paper.</param>
    /// <param name="priceNoise">True to add the gain or loss of the price's random walk on what is still held.</param>
    public OptimalExecution(AlmgrenChriss? model = null, bool priceNoise = false)
    {
        this.model = model ?? new AlmgrenChriss();
        PriceNoise = priceNoise;
        double x = this.model.Shares;
        scale = 1 / (this.model.AdjustedImpact / this.model.StepTime * x * x);
    }

    /// <summary>True when the price's random walk is part of the reward.</summary>
    public bool PriceNoise { get; }

    /// <inheritdoc/>
    public int ObservationSize => 2;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; } = ActionSpace.Normal([-1f], [1f]);

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        (left, step) = (model.Shares, 0);
        Observe(left, step, observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        step++;
        double sold = step == model.Steps ? left : left * Math.Clamp((action[0] + 1.0) * 0.5, 0, 1);
        left -= sold;
        double loss = (model.AdjustedImpact / model.StepTime * sold * sold) + (model.RiskAversion * model.Volatility * model.Volatility * model.StepTime * left * left);
        double noise = PriceNoise ? left * model.Volatility * Math.Sqrt(model.StepTime) * random.NextNormal() : 0;
        Observe(left, step, observation);
        return new StepResult((float)((noise - loss) * scale), step == model.Steps);
    }

    /// <summary>The plan that a policy's most likely actions give: N + 1 holdings.</summary>
    public double[] Plan(PpoPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var holdings = new double[model.Steps + 1];
        holdings[0] = model.Shares;
        var observation = new float[2];
        var action = new float[1];
        for (int k = 0; k < model.Steps; k++)
        {
            Observe(holdings[k], k, observation);
            policy.Decide(observation, action);
            holdings[k + 1] = k == model.Steps - 1 ? 0 : holdings[k] * (1 - Math.Clamp((action[0] + 1.0) * 0.5, 0, 1));
        }

        return holdings;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(left);
        writer.Write(step);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        left = reader.ReadDouble();
        step = reader.ReadInt32();
    }

    private void Observe(double held, int at, Span<float> observation)
    {
        observation[0] = (float)((2 * held / model.Shares) - 1);
        observation[1] = (2f * at / model.Steps) - 1;
    }
}
