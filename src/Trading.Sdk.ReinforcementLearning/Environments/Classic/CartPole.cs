using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// CartPole-v1: a pole on a cart is kept upright by pushing left (0) or right (1). Observation: position, velocity, angle,
/// angular velocity. Reward 1 a step; terminated beyond ±2.4 or ±12°; truncated at 500 steps.
/// </summary>
/// <remarks>Barto, Sutton and Anderson (1983), with the constants and the explicit Euler step of Gymnasium's CartPole-v1. The state is double precision.</remarks>
public sealed class CartPole : IEnvironment
{
    private const double AngleLimit = 12 * 2 * Math.PI / 360;
    private readonly bool hideVelocities;
    private double x, velocity, angle, angularVelocity;

    /// <summary>Makes the environment.</summary>
    /// <param name="hideVelocities">True to observe only position and angle, which needs a policy with memory.</param>
    public CartPole(bool hideVelocities = false) => this.hideVelocities = hideVelocities;

    /// <inheritdoc/>
    public int ObservationSize => hideVelocities ? 2 : 4;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; } = ActionSpace.Discrete(2);

    /// <inheritdoc/>
    public int MaximumSteps => 500;

    /// <summary>Position, velocity, angle and angular velocity.</summary>
    public (double Position, double Velocity, double Angle, double AngularVelocity) State
    {
        get => (x, velocity, angle, angularVelocity);
        set => (x, velocity, angle, angularVelocity) = value;
    }

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        x = (random.NextDouble() * 0.1) - 0.05;
        velocity = (random.NextDouble() * 0.1) - 0.05;
        angle = (random.NextDouble() * 0.1) - 0.05;
        angularVelocity = (random.NextDouble() * 0.1) - 0.05;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        bool failed = Advance(action[0] > 0.5f);
        Observe(observation);
        return new StepResult(1, failed);
    }

    /// <summary>Moves the state by one step of 0.02 s.</summary>
    /// <returns>True when the limits are passed.</returns>
    public bool Advance(bool right)
    {
        double force = right ? 10 : -10;
        (double sin, double cos) = ReproducibleMath.SinCos(angle);
        double temporary = (force + (0.05 * angularVelocity * angularVelocity * sin)) / 1.1;
        double angularAcceleration = ((9.8 * sin) - (cos * temporary)) / (0.5 * ((4.0 / 3) - (0.1 * cos * cos / 1.1)));
        double acceleration = temporary - (0.05 * angularAcceleration * cos / 1.1);
        x += 0.02 * velocity;
        velocity += 0.02 * acceleration;
        angle += 0.02 * angularVelocity;
        angularVelocity += 0.02 * angularAcceleration;
        return Math.Abs(x) > 2.4 || Math.Abs(angle) > AngleLimit;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(x);
        writer.Write(velocity);
        writer.Write(angle);
        writer.Write(angularVelocity);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        x = reader.ReadDouble();
        velocity = reader.ReadDouble();
        angle = reader.ReadDouble();
        angularVelocity = reader.ReadDouble();
    }

    private void Observe(Span<float> observation)
    {
        if (hideVelocities)
        {
            observation[0] = (float)x;
            observation[1] = (float)angle;
            return;
        }

        observation[0] = (float)x;
        observation[1] = (float)velocity;
        observation[2] = (float)angle;
        observation[3] = (float)angularVelocity;
    }
}
