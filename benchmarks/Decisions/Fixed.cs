using Trading.Sdk.Signals;

namespace Trading.Sdk.Benchmarks;

/// <summary>Always of the same opinion.</summary>
internal sealed class Fixed(string name, double up) : ISignalSource
{
    public string Name => name;

    public bool TryGetSignal(long time, out Signal signal)
    {
        signal = new Signal
        {
            InstrumentId = 1,
            Source = name,
            Direction = up > 0.5 ? SignalDirection.Long : SignalDirection.Short,
            Confidence = Math.Max(up, 1 - up),
            Horizon = 50_000_000,
            EventTime = time,
            AvailableTime = time,
        };
        return true;
    }
}
