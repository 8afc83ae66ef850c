namespace Trading.Sdk.Signals;

/// <summary>
/// The newest signal of each source of one instrument: drops repetitions, holds back sources that speak too often, forgets what has
/// expired. Not thread-safe; allocates only when a source is first seen.
/// </summary>
public sealed class SignalBoard
{
    private readonly SignalBoardOptions options;
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private Signal[] signals = new Signal[4];

    /// <summary>Creates an empty board.</summary>
    public SignalBoard(SignalBoardOptions? options = null)
    {
        this.options = options ?? new SignalBoardOptions();
        this.options.Validate();
    }

    /// <summary>Signals taken.</summary>
    public long Accepted { get; private set; }

    /// <summary>Signals that said the same as the one before, from the same data.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Signals that came too soon after the one before, or changed too little.</summary>
    public long Throttled { get; private set; }

    /// <summary>Signals that were expired, or older than the one on the board, when they came.</summary>
    public long Late { get; private set; }

    /// <summary>Takes a signal.</summary>
    /// <param name="signal">The signal; its source names it.</param>
    /// <param name="time">Now, nanoseconds since 1970.</param>
    public SignalReception Post(in Signal signal, long time)
    {
        ArgumentException.ThrowIfNullOrEmpty(signal.Source);
        if (!(signal.Confidence is >= 0 and <= 1))
        {
            throw new ArgumentException($"The confidence {signal.Confidence} of source '{signal.Source}' is not in [0, 1].", nameof(signal));
        }

        if (signal.AvailableTime <= time && !signal.IsUsableAt(time))
        {
            Late++;
            return SignalReception.Late;
        }

        if (!indices.TryGetValue(signal.Source, out int index))
        {
            index = indices.Count;
            indices.Add(signal.Source, index);
            if (index == signals.Length)
            {
                Array.Resize(ref signals, index * 2);
            }
        }
        else
        {
            ref readonly Signal before = ref signals[index];
            if (signal.EventTime < before.EventTime)
            {
                Late++;
                return SignalReception.Late;
            }

            bool same = signal.Direction == before.Direction && signal.Confidence == before.Confidence && signal.InstrumentId == before.InstrumentId;
            if (same && signal.EventTime == before.EventTime)
            {
                Duplicates++;
                return SignalReception.Duplicate;
            }

            // A change of direction always passes; what merely repeats the old view may be held back.
            bool speaksTooOften = signal.AvailableTime - before.AvailableTime < options.MinimumInterval;
            bool changesTooLittle = Math.Abs(signal.ProbabilityUp - before.ProbabilityUp) < options.MinimumChange && before.IsUsableAt(signal.AvailableTime);
            if (signal.Direction == before.Direction && (speaksTooOften || changesTooLittle))
            {
                Throttled++;
                return SignalReception.Throttled;
            }
        }

        signals[index] = signal;
        Accepted++;
        return SignalReception.Accepted;
    }

    /// <summary>Copies the signals that are usable at a time, in the order in which their sources were first seen.</summary>
    /// <returns>How many were copied: as many as usable, at most the length of the span.</returns>
    public int CopyUsable(long time, Span<Signal> usable)
    {
        int count = 0;
        for (int i = 0; i < indices.Count && count < usable.Length; i++)
        {
            if (signals[i].IsUsableAt(time))
            {
                usable[count++] = signals[i];
            }
        }

        return count;
    }
}
