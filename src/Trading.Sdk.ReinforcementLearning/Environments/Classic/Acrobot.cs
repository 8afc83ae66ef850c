using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Acrobot-v1: a double pendulum, driven at the middle joint by a torque of −1, 0 or 1, is swung above a line. Observation:
/// cosine and sine of both angles, both speeds. Reward −1 a step and 0 with the last; truncated at 500 steps.
/// </summary>
/// <remarks>Sutton (1996) with the constants and the Runge-Kutta step of Gymnasium's Acrobot-v1. The state is double precision.</remarks>
public sealed class Acrobot : IEnvironment
{
    private double angle1, angle2, speed1, speed2;

    /// <inheritdoc/>
    public int ObservationSize => 6;

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; } = ActionSpace.Discrete(3);

    /// <inheritdoc/>
    public int MaximumSteps => 500;

    /// <summary>Both angles and both speeds.</summary>
    public (double Angle1, double Angle2, double Speed1, double Speed2) State
    {
        get => (angle1, angle2, speed1, speed2);
        set => (angle1, angle2, speed1, speed2) = value;
    }

    /// <summary>True when the tip is above the line.</summary>
    public bool IsAboveLine => -ReproducibleMath.SinCos(angle1).Cos - ReproducibleMath.SinCos(angle1 + angle2).Cos > 1;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        angle1 = (random.NextDouble() * 0.2) - 0.1;
        angle2 = (random.NextDouble() * 0.2) - 0.1;
        speed1 = (random.NextDouble() * 0.2) - 0.1;
        speed2 = (random.NextDouble() * 0.2) - 0.1;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        Advance((int)action[0] - 1);
        bool done = IsAboveLine;
        Observe(observation);
        return new StepResult(done ? 0 : -1, done);
    }

    /// <summary>Moves the state by one step of 0.2 s.</summary>
    /// <param name="torque">−1, 0 or 1.</param>
    public void Advance(double torque)
    {
        const double H = 0.2;
        (double a1, double a2, double s1, double s2) = (angle1, angle2, speed1, speed2);
        (double k1A, double k1B) = Accelerations(a1, a2, s1, s2, torque);
        (double s1B, double s2B) = (s1 + (H / 2 * k1A), s2 + (H / 2 * k1B));
        (double k2A, double k2B) = Accelerations(a1 + (H / 2 * s1), a2 + (H / 2 * s2), s1B, s2B, torque);
        (double s1C, double s2C) = (s1 + (H / 2 * k2A), s2 + (H / 2 * k2B));
        (double k3A, double k3B) = Accelerations(a1 + (H / 2 * s1B), a2 + (H / 2 * s2B), s1C, s2C, torque);
        (double s1D, double s2D) = (s1 + (H * k3A), s2 + (H * k3B));
        (double k4A, double k4B) = Accelerations(a1 + (H * s1C), a2 + (H * s2C), s1D, s2D, torque);
        angle1 = Wrap(a1 + (H / 6 * (s1 + (2 * s1B) + (2 * s1C) + s1D)));
        angle2 = Wrap(a2 + (H / 6 * (s2 + (2 * s2B) + (2 * s2C) + s2D)));
        speed1 = Math.Clamp(s1 + (H / 6 * (k1A + (2 * k2A) + (2 * k3A) + k4A)), -4 * Math.PI, 4 * Math.PI);
        speed2 = Math.Clamp(s2 + (H / 6 * (k1B + (2 * k2B) + (2 * k3B) + k4B)), -9 * Math.PI, 9 * Math.PI);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(angle1);
        writer.Write(angle2);
        writer.Write(speed1);
        writer.Write(speed2);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        angle1 = reader.ReadDouble();
        angle2 = reader.ReadDouble();
        speed1 = reader.ReadDouble();
        speed2 = reader.ReadDouble();
    }

    private static double Wrap(double angle) => angle + Math.PI - (2 * Math.PI * Math.Floor((angle + Math.PI) / (2 * Math.PI))) - Math.PI;

    // The equations of Sutton and Barto's book ("book" variant of Gymnasium): masses and lengths 1, centre of mass at 0.5, moment of inertia 1.
    private static (double First, double Second) Accelerations(double t1, double t2, double w1, double w2, double torque)
    {
        const double G = 9.8;
        (double sin2, double cos2) = ReproducibleMath.SinCos(t2);
        double d1 = 0.25 + (1 + 0.25 + cos2) + 2.0, d2 = 0.25 + (0.5 * cos2) + 1.0;
        // cos(t − π/2) = sin t
        double phi2 = 0.5 * G * ReproducibleMath.SinCos(t1 + t2).Sin;
        double phi1 = (-0.5 * w2 * w2 * sin2) - (w2 * w1 * sin2) + (1.5 * G * ReproducibleMath.SinCos(t1).Sin) + phi2;
        double second = (torque + (d2 / d1 * phi1) - (0.5 * w1 * w1 * sin2) - phi2) / (0.25 + 1.0 - (d2 * d2 / d1));
        return (-((d2 * second) + phi1) / d1, second);
    }

    private void Observe(Span<float> observation)
    {
        (double sin1, double cos1) = ReproducibleMath.SinCos(angle1);
        (double sin2, double cos2) = ReproducibleMath.SinCos(angle2);
        observation[0] = (float)cos1;
        observation[1] = (float)sin1;
        observation[2] = (float)cos2;
        observation[3] = (float)sin2;
        observation[4] = (float)speed1;
        observation[5] = (float)speed2;
    }
}
