namespace Trading.Sdk.Signals;

/// <summary>Something that has an opinion: a depth analyzer, a cycle, the neighbours of a pattern, a policy.</summary>
public interface ISignalSource
{
    /// <summary>Name under which the source is weighted and audited; unique within a fusion.</summary>
    string Name { get; }

    /// <summary>The newest signal that is available at a time.</summary>
    /// <param name="time">The decision time, nanoseconds since 1970; never goes backwards.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>False when the source has nothing to say: it is then left out, not counted as flat.</returns>
    bool TryGetSignal(long time, out Signal signal);
}
