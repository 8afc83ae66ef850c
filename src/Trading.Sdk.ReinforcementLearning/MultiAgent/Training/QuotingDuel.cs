using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Two market makers quote the same instrument: each chooses a distance from the middle price, every arriving order goes to
/// the nearer quote (halves of a tie), and the price moves by a random walk. The reward is one's own mark-to-market profit
/// less an inventory penalty, minus the rival's: a zero-sum game for self-play.
/// </summary>
/// <remarks>Observation: own inventory, the rival's inventory, the last two distances, time left. Orders arrive with the probability exp(−κ·distance) of the nearer quote on each side.</remarks>
public sealed class QuotingDuel : IMultiAgentEnvironment
{
    private const int Levels = 5, Steps = 100, MaximumInventory = 5;
    private const double Tick = 0.2, Kappa = 1.0, Volatility = 0.3, Penalty = 0.02;
    private readonly int[] inventory = new int[2], distance = new int[2];
    private int step;

    /// <inheritdoc/>
    public IReadOnlyList<AgentSpecification> Agents { get; } =
    [
        new("maker-a", AgentRole.MarketMaker, 5, ActionSpace.Discrete(Levels)),
        new("maker-b", AgentRole.MarketMaker, 5, ActionSpace.Discrete(Levels)),
    ];

    /// <inheritdoc/>
    public int StateSize => 5;

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random)
    {
        Array.Clear(inventory);
        Array.Fill(distance, Levels / 2);
        step = 0;
    }

    /// <inheritdoc/>
    public void Observe(int agent, Span<float> observation)
    {
        int rival = 1 - agent;
        observation[0] = inventory[agent] / (float)MaximumInventory;
        observation[1] = inventory[rival] / (float)MaximumInventory;
        observation[2] = distance[agent] / (float)Levels;
        observation[3] = distance[rival] / (float)Levels;
        observation[4] = (Steps - step) / (float)Steps;
    }

    /// <inheritdoc/>
    public void WriteState(Span<float> state) => Observe(0, state);

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> actions, ref RandomStream random, Span<float> rewards)
    {
        Span<double> profit = stackalloc double[2];
        profit.Clear();
        for (int a = 0; a < 2; a++)
        {
            distance[a] = Math.Clamp((int)actions[a], 0, Levels - 1);
        }

        foreach (int side in (ReadOnlySpan<int>)[1, -1])
        {
            // An order from the market sells to (+1) or buys from (−1) a maker that still has room on that side.
            bool first = inventory[0] * side < MaximumInventory, second = inventory[1] * side < MaximumInventory;
            int winner = !first ? 1 : !second ? 0 : distance[0] != distance[1] ? (distance[0] < distance[1] ? 0 : 1) : random.NextInt32(2);
            double quoted = (distance[winner] + 1) * Tick;
            if ((first || second) && random.NextDouble() < ReproducibleMath.Exp(-Kappa * quoted))
            {
                inventory[winner] += side;
                profit[winner] += quoted;
            }
        }

        double move = Volatility * random.NextNormal();
        step++;
        for (int a = 0; a < 2; a++)
        {
            profit[a] += (inventory[a] * move) - (Penalty * inventory[a] * inventory[a]);
        }

        rewards[0] = (float)(profit[0] - profit[1]);
        rewards[1] = -rewards[0];
        return new StepResult(0, Terminated: step >= Steps);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (int value in (ReadOnlySpan<int>)[.. inventory, .. distance, step])
        {
            writer.Write(value);
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        inventory[0] = reader.ReadInt32();
        inventory[1] = reader.ReadInt32();
        distance[0] = reader.ReadInt32();
        distance[1] = reader.ReadInt32();
        step = reader.ReadInt32();
    }
}
