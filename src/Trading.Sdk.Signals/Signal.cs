namespace Trading.Sdk.Signals;

/// <summary>
/// What a source expects of an instrument. A consumer at time t may use a signal only when <see cref="AvailableTime"/> ≤ t.
/// </summary>
public readonly record struct Signal
{
    /// <summary>Id of the instrument.</summary>
    public int InstrumentId { get; init; }

    /// <summary>Which way.</summary>
    public SignalDirection Direction { get; init; }

    /// <summary>How far, in the source's own scale mapped to 0…1.</summary>
    public double Strength { get; init; }

    /// <summary>Probability that the direction is right over the horizon, 0…1; 0.5 says nothing.</summary>
    public double Confidence { get; init; }

    /// <summary>Nanoseconds over which the expectation holds; the signal expires at <see cref="AvailableTime"/> + this.</summary>
    public long Horizon { get; init; }

    /// <summary>Name of the source.</summary>
    public string Source { get; init; }

    /// <summary>Time of the newest data the signal was made from, nanoseconds since 1970.</summary>
    public long EventTime { get; init; }

    /// <summary>Time from which the signal could be acted on, nanoseconds since 1970; at least <see cref="EventTime"/>.</summary>
    public long AvailableTime { get; init; }

    /// <summary>Why, in a sentence for the audit trail; may be null on hot paths.</summary>
    public string? Reason { get; init; }

    /// <summary>Version of the model that made it; may be null.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Probability that the price rises, made of direction and confidence: 0.5 when flat.</summary>
    public double ProbabilityUp => Direction switch
    {
        SignalDirection.Long => Confidence,
        SignalDirection.Short => 1 - Confidence,
        _ => 0.5,
    };

    /// <summary>True when the signal may be used at a time: available, and not expired.</summary>
    public bool IsUsableAt(long time) => AvailableTime <= time && time - AvailableTime <= Horizon;
}
