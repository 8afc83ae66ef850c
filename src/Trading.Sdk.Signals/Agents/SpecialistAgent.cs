namespace Trading.Sdk.Signals;

/// <summary>
/// A specialist: the sources of one field, pooled to one opinion. It is itself a source, so that a <see cref="SignalCoordinator"/> hears
/// each field once, however many sources it has.
/// </summary>
public sealed class SpecialistAgent : ISignalSource
{
    private readonly ISignalSource[] sources;
    private readonly Signal[] heard;
    private readonly SignalFusion fusion;

    /// <summary>Creates an agent.</summary>
    /// <param name="role">Its field; also its name.</param>
    /// <param name="sources">At least one source, calibrated.</param>
    /// <param name="options">How their opinions are pooled.</param>
    public SpecialistAgent(AgentRole role, IReadOnlyList<ISignalSource> sources, SignalFusionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count, nameof(sources));
        Role = role;
        Name = role.ToString();
        this.sources = [.. sources];
        heard = new Signal[this.sources.Length];
        fusion = new SignalFusion(options ?? new SignalFusionOptions { DeadBand = 0 }, Name);
    }

    /// <summary>The field.</summary>
    public AgentRole Role { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool TryGetSignal(long time, out Signal signal)
    {
        int count = 0;
        foreach (ISignalSource source in sources)
        {
            if (source.TryGetSignal(time, out Signal opinion))
            {
                heard[count++] = opinion;
            }
        }

        return fusion.TryFuse(heard.AsSpan(0, count), time, out signal);
    }
}
