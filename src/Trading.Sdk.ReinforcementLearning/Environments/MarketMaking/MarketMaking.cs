using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// MM-v0: a market maker quotes a bid and an ask around a random walk for 200 steps and is paid the depth of each fill, less
/// a penalty on inventory. Observation: inventory share and time in [−1, 1]. Action: depths less 1, clipped to depths in [0, 3].
/// </summary>
/// <remarks>
/// Discrete form of Avellaneda and Stoikov (2008) and of Cartea and Jaimungal: T = 1, dt = 0.005, σ = 2; in a step each side fills
/// with probability λ·dt·exp(−κ·depth), λ = 140, κ = 1.5, not beyond an inventory of ±10; then the price moves. Reward: change of
/// cash + inventory · price − φ·dt·q², φ = 0.2; the last step also −α·q², α = 0.01. The exact value of any policy is computed by <see cref="ExactValue(PpoPolicy)"/>.
/// </remarks>
public sealed class MarketMaking : IEnvironment
{
    /// <summary>Steps of an episode.</summary>
    public const int Steps = 200;

    /// <summary>Largest inventory in either direction.</summary>
    public const int MaximumInventory = 10;

    private const double StepTime = 0.005, Volatility = 2, ArrivalRate = 140, FillDecay = 1.5, RunningPenalty = 0.2, TerminalPenalty = 0.01, MaximumDepth = 3;
    private int inventory, step;

    /// <inheritdoc/>
    public int ObservationSize => 2;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; } = ActionSpace.Normal([-1f, -1f], [2f, 2f]);

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <summary>Units held.</summary>
    public int Inventory => inventory;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        inventory = step = 0;
        Observe(inventory, step, observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        double bidDepth = Math.Clamp(1.0 + action[0], 0, MaximumDepth), askDepth = Math.Clamp(1.0 + action[1], 0, MaximumDepth);
        bool bought = random.NextDouble() < FillProbability(bidDepth) && inventory < MaximumInventory;
        bool sold = random.NextDouble() < FillProbability(askDepth) && inventory > -MaximumInventory;
        inventory += (bought ? 1 : 0) - (sold ? 1 : 0);
        step++;
        double reward = (bought ? bidDepth : 0) + (sold ? askDepth : 0) + (inventory * Volatility * Math.Sqrt(StepTime) * random.NextNormal()) - (RunningPenalty * StepTime * inventory * inventory);
        bool ended = step >= Steps;
        reward -= ended ? TerminalPenalty * inventory * inventory : 0;
        Observe(inventory, step, observation);
        return new StepResult((float)reward, ended);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(inventory);
        writer.Write(step);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        inventory = reader.ReadInt32();
        step = reader.ReadInt32();
    }

    /// <summary>Expected return of depths as a function of step and inventory, by backward induction: no sampling error.</summary>
    /// <param name="depths">Bid and ask depth at a step (from 0) and an inventory; clipped to [0, 3].</param>
    public static double ExactValue(Func<int, int, (double Bid, double Ask)> depths)
    {
        ArgumentNullException.ThrowIfNull(depths);
        double[] value = Terminal();
        for (int t = Steps - 1; t >= 0; t--)
        {
            value = Back(value, q => depths(t, q));
        }

        return value[MaximumInventory];
    }

    /// <summary>Expected return of a policy's most likely actions.</summary>
    public static double ExactValue(PpoPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var observation = new float[2];
        var action = new float[2];
        return ExactValue((t, q) =>
        {
            Observe(q, t, observation);
            policy.Decide(observation, action);
            return (1.0 + action[0], 1.0 + action[1]);
        });
    }

    /// <summary>The largest possible expected return, 66.793…, by dynamic programming.</summary>
    public static double Optimum()
    {
        double[] value = Terminal();
        for (int t = 0; t < Steps; t++)
        {
            double[] next = value;
            value = Back(next, q => BestDepths(next, q));
        }

        return value[MaximumInventory];
    }

    private static (double Bid, double Ask) BestDepths(double[] value, int q)
    {
        (double stay, double up, double down) = After(value, q);
        (double gainUp, double gainDown) = (up - stay, down - stay);
        double bid = 1 / FillDecay, ask = bid;
        // The best depth of a side depends on the other's fill probability: alternate until both stand still.
        for (int i = 0; i < 200; i++)
        {
            double askFill = q > -MaximumInventory ? FillProbability(ask) : 0;
            bid = Math.Clamp((1 / FillDecay) - (((1 - askFill) * gainUp) - (askFill * gainDown)), 0, MaximumDepth);
            double bidFill = q < MaximumInventory ? FillProbability(bid) : 0;
            ask = Math.Clamp((1 / FillDecay) - (((1 - bidFill) * gainDown) - (bidFill * gainUp)), 0, MaximumDepth);
        }

        return (bid, ask);
    }

    private static double[] Terminal()
    {
        var value = new double[(2 * MaximumInventory) + 1];
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = -TerminalPenalty * (i - MaximumInventory) * (i - MaximumInventory);
        }

        return value;
    }

    private static (double Stay, double Up, double Down) After(double[] value, int q)
    {
        double At(int held)
        {
            held = Math.Clamp(held, -MaximumInventory, MaximumInventory);
            return value[held + MaximumInventory] - (RunningPenalty * StepTime * held * held);
        }

        return (At(q), At(q + 1), At(q - 1));
    }

    private static double[] Back(double[] value, Func<int, (double Bid, double Ask)> depths)
    {
        var before = new double[value.Length];
        for (int i = 0; i < value.Length; i++)
        {
            int q = i - MaximumInventory;
            (double bid, double ask) = depths(q);
            bid = Math.Clamp(bid, 0, MaximumDepth);
            ask = Math.Clamp(ask, 0, MaximumDepth);
            (double stay, double up, double down) = After(value, q);
            double bidFill = q < MaximumInventory ? FillProbability(bid) : 0, askFill = q > -MaximumInventory ? FillProbability(ask) : 0;
            before[i] = (bidFill * bid) + (askFill * ask) + stay + (bidFill * (1 - askFill) * (up - stay)) + (askFill * (1 - bidFill) * (down - stay));
        }

        return before;
    }

    private static double FillProbability(double depth) => ArrivalRate * StepTime * ReproducibleMath.Exp(-FillDecay * depth);

    private static void Observe(int inventory, int step, Span<float> observation)
    {
        observation[0] = (float)inventory / MaximumInventory;
        observation[1] = (2f * step / Steps) - 1;
    }
}
