namespace Trading.Sdk.Signals;

/// <summary>
/// Holds each signal back until its horizon is over, then says what the price did: nothing is learnt from before it could be known.
/// Not thread-safe.
/// </summary>
public sealed class OutcomeLedger
{
    private readonly Action<ResolvedSignal> onResolved;
    private readonly Dictionary<long, Queue<Open>> openByHorizon = [];
    private double lastPrice = double.NaN;
    private long lastTime = long.MinValue;

    /// <summary>Creates an empty ledger.</summary>
    /// <param name="onResolved">Told of each signal whose horizon is over.</param>
    public OutcomeLedger(Action<ResolvedSignal> onResolved)
    {
        ArgumentNullException.ThrowIfNull(onResolved);
        this.onResolved = onResolved;
    }

    /// <summary>Signals whose outcome is not known yet.</summary>
    public int OpenCount => openByHorizon.Values.Sum(q => q.Count);

    /// <summary>Notes a signal at the price of its moment; flat signals and those before the first price are passed over.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="time">Now: when the signal is acted on.</param>
    /// <param name="regime">The regime now; handed back with the outcome.</param>
    public void Note(in Signal signal, long time, int regime = 0)
    {
        if (double.IsNaN(lastPrice) || signal.Direction == SignalDirection.Flat)
        {
            return;
        }

        if (!openByHorizon.TryGetValue(signal.Horizon, out Queue<Open>? open))
        {
            openByHorizon[signal.Horizon] = open = new Queue<Open>();
        }

        open.Enqueue(new Open(signal, time, lastPrice, regime));
    }

    /// <summary>A price is known. Signals whose horizon ended before it are resolved at the price that stood when it ended.</summary>
    /// <param name="time">Nanoseconds since 1970; never goes backwards.</param>
    /// <param name="price">Above 0; others are passed over.</param>
    public void OnPrice(long time, double price)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, lastTime);
        if (!(price > 0))
        {
            return;
        }

        foreach (Queue<Open> queue in openByHorizon.Values)
        {
            while (queue.TryPeek(out Open open) && open.Time + open.Signal.Horizon < time)
            {
                queue.Dequeue();
                onResolved(new ResolvedSignal(open.Signal, open.Regime, Math.Log(lastPrice / open.Price), open.Time + open.Signal.Horizon));
            }
        }

        (lastTime, lastPrice) = (time, price);
    }

    private readonly record struct Open(Signal Signal, long Time, double Price, int Regime);
}
