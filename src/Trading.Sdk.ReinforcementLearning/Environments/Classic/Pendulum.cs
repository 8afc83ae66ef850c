using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Pendulum-v1: swing a pendulum up and hold it with a torque in [-2, 2]. Observation: cosine and sine of the angle, and
/// the speed. Reward −(angle² + 0.1·speed² + 0.001·torque²) of the state before the step; truncated at 200 steps.
/// </summary>
/// <remarks>Constants of Gymnasium's Pendulum-v1. The state is double precision.</remarks>
public sealed class Pendulum : IEnvironment
{
    private double angle, speed;

    /// <inheritdoc/>
    public int ObservationSize => 3;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; } = ActionSpace.Normal([-2f], [2f]);

    /// <inheritdoc/>
    public int MaximumSteps => 200;

    /// <summary>Angle (0 is upright, not wrapped) and speed.</summary>
    public (double Angle, double Speed) State
    {
        get => (angle, speed);
        set => (angle, speed) = value;
    }

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        angle = ((2 * random.NextDouble()) - 1) * Math.PI;
        speed = (2 * random.NextDouble()) - 1;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        double reward = Advance(action[0]);
        Observe(observation);
        return new StepResult((float)reward);
    }

    /// <summary>Moves the state by one step of 0.05 s.</summary>
    /// <returns>The reward.</returns>
    public double Advance(double torque)
    {
        torque = Math.Clamp(torque, -2, 2);
        double turn = 2 * Math.PI, wrapped = (angle + Math.PI) - (turn * Math.Floor((angle + Math.PI) / turn)) - Math.PI;
        double cost = (wrapped * wrapped) + (0.1 * speed * speed) + (0.001 * torque * torque);
        speed = Math.Clamp(speed + (((15.0 * ReproducibleMath.SinCos(angle).Sin) + (3.0 * torque)) * 0.05), -8, 8);
        angle += speed * 0.05;
        return -cost;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(angle);
        writer.Write(speed);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        angle = reader.ReadDouble();
        speed = reader.ReadDouble();
    }

    private void Observe(Span<float> observation)
    {
        (double sin, double cos) = ReproducibleMath.SinCos(angle);
        observation[0] = (float)cos;
        observation[1] = (float)sin;
        observation[2] = (float)speed;
    }
}
