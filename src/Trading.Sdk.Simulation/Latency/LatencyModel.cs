namespace Trading.Sdk.Simulation;

/// <summary>How long a message takes. Derive from it for measured latencies; draws must come from the generator passed in.</summary>
public abstract class LatencyModel
{
    /// <summary>No delay at all.</summary>
    public static LatencyModel None { get; } = new ConstantLatency(TimeSpan.Zero);

    /// <summary>Always the same delay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public static LatencyModel Constant(TimeSpan delay) => new ConstantLatency(delay);

    /// <summary>A floor plus an exponential tail: the shape of a network path with queues.</summary>
    /// <param name="minimum">Floor, at least zero.</param>
    /// <param name="meanExcess">Mean of the part above the floor, at least zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    public static LatencyModel Exponential(TimeSpan minimum, TimeSpan meanExcess) => new ExponentialLatency(minimum, meanExcess);

    /// <summary>The delay of the next message in nanoseconds, at least 0.</summary>
    /// <param name="random">Generator of the connection.</param>
    public abstract long NextNanos(SimulationRandom random);
}
