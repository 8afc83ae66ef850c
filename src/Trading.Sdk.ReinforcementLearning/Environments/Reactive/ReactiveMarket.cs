using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Trades in a market that answers: the action names the position to hold, the order arrives one interval after the
/// observation it was decided on and moves the market. Reward: change of cash + position at the middle price.
/// </summary>
/// <remarks>Observation: the features of the simulation, then position as share of the largest and share of the episode left.</remarks>
public sealed class ReactiveMarket : IEnvironment
{
    private readonly IMarketSimulation simulation;
    private readonly int maximumPosition, episodeSteps;
    private readonly double unit, fee, scale;
    private double position, cash;
    private int step;

    /// <summary>Makes the environment.</summary>
    /// <param name="simulation">The market; used by this environment alone.</param>
    /// <param name="maximumPosition">Largest position in either direction, in order sizes, at least 1. Default 1.</param>
    /// <param name="orderSize">Units of one order size, above 0. Default 1.</param>
    /// <param name="takerFee">Fee as a share of a fill's value; finite. Default 0.0005.</param>
    /// <param name="episodeSteps">Steps of an episode, at least 1. Default 256.</param>
    /// <param name="rewardScale">Profit that counts as 1, above 0. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ReactiveMarket(IMarketSimulation simulation, int maximumPosition = 1, double orderSize = 1, double takerFee = 0.0005, int episodeSteps = 256, double rewardScale = 1)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumPosition, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodeSteps, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(orderSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rewardScale);
        this.simulation = simulation;
        this.maximumPosition = maximumPosition;
        this.episodeSteps = episodeSteps;
        unit = orderSize;
        fee = takerFee;
        scale = rewardScale;
        ActionSpace = ActionSpace.Discrete((2 * maximumPosition) + 1);
    }

    /// <inheritdoc/>
    public int ObservationSize => simulation.FeatureCount + 2;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; }

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <summary>Units held.</summary>
    public double Position => position;

    /// <summary>Cash plus the position at the middle price; 0 at the start of an episode.</summary>
    public double Equity => cash + (position * 0.5 * (simulation.Bid + simulation.Ask));

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        simulation.Reset(random.NextUInt64());
        position = cash = 0;
        step = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        double before = Equity, wanted = ((int)action[0] - maximumPosition) * unit;
        simulation.Advance();
        step++;
        double quantity = wanted - position;
        if (quantity != 0)
        {
            (double filled, double price) = simulation.Execute(quantity);
            position += filled;
            cash -= (filled * price) + (Math.Abs(filled * price) * fee);
        }

        Observe(observation);
        return new StepResult((float)((Equity - before) / scale), Truncated: step >= episodeSteps);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(position);
        writer.Write(cash);
        writer.Write(step);
        simulation.Save(writer);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        position = reader.ReadDouble();
        cash = reader.ReadDouble();
        step = reader.ReadInt32();
        simulation.Load(reader);
    }

    private void Observe(Span<float> observation)
    {
        int n = simulation.FeatureCount;
        simulation.WriteFeatures(observation[..n]);
        observation[n] = (float)(position / (maximumPosition * unit));
        observation[n + 1] = (float)(episodeSteps - step) / episodeSteps;
    }
}
