namespace Trading.Sdk.Signals;

/// <summary>
/// Pools the signals of several sources into one. A source without a usable signal is left out and the weights of the others
/// are renormalised. Allocates nothing per call. Not thread-safe.
/// </summary>
/// <remarks>Log-odds and linear opinion pools: Genest and Zidek (1986), "Combining probability distributions".</remarks>
public sealed class SignalFusion
{
    private readonly SignalFusionOptions options;
    private readonly Dictionary<string, double> weights;

    /// <summary>Creates the fusion.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SignalFusion(SignalFusionOptions? options = null, string name = "fusion")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.options = options ?? new SignalFusionOptions();
        this.options.Validate();
        weights = new Dictionary<string, double>(this.options.Weights, StringComparer.Ordinal);
        Name = name;
    }

    /// <summary>Name that the fused signals carry.</summary>
    public string Name { get; }

    /// <summary>Pools the signals that are usable at a time, with the options' weights.</summary>
    /// <inheritdoc cref="TryFuse(ReadOnlySpan{Signal}, long, ISourceWeights?, out Signal)"/>
    public bool TryFuse(ReadOnlySpan<Signal> signals, long time, out Signal fused) => TryFuse(signals, time, null, out fused);

    /// <summary>Pools the signals that are usable at a time.</summary>
    /// <param name="signals">One newest signal per source, of one instrument.</param>
    /// <param name="time">The decision time, nanoseconds since 1970.</param>
    /// <param name="sourceWeights">Weights that change with time, e.g. <see cref="RegimeWeights"/>, multiplied with the options' own; null = none.</param>
    /// <param name="fused">Event and available time are the latest of the parts, the horizon the shortest.</param>
    /// <returns>False when no signal is usable or all usable ones weigh nothing.</returns>
    /// <exception cref="ArgumentException">Two instruments are mixed, or a confidence is not in [0, 1].</exception>
    public bool TryFuse(ReadOnlySpan<Signal> signals, long time, ISourceWeights? sourceWeights, out Signal fused)
    {
        double weightSum = 0, pooled = 0;
        long eventTime = long.MinValue, availableTime = long.MinValue, horizon = long.MaxValue;
        int instrument = 0, used = 0;
        foreach (ref readonly Signal signal in signals)
        {
            if (!signal.IsUsableAt(time))
            {
                continue;
            }

            if (!(signal.Confidence is >= 0 and <= 1))
            {
                throw new ArgumentException($"The confidence {signal.Confidence} of source '{signal.Source}' is not in [0, 1].", nameof(signals));
            }

            if (used > 0 && signal.InstrumentId != instrument)
            {
                throw new ArgumentException("Signals of two instruments cannot be fused.", nameof(signals));
            }

            instrument = signal.InstrumentId;
            double weight = weights.TryGetValue(signal.Source, out double own) ? own : options.DefaultWeight;
            weight *= sourceWeights?.WeightOf(signal.Source) ?? 1;
            double p = signal.ProbabilityUp;
            switch (options.Method)
            {
                case FusionMethod.LogOdds:
                    double held = Math.Clamp(p, options.ProbabilityFloor, 1 - options.ProbabilityFloor);
                    pooled += weight * Math.Log(held / (1 - held));
                    break;
                case FusionMethod.ConfidenceWeighted:
                    weight *= 2 * Math.Abs(p - 0.5);
                    pooled += weight * p;
                    break;
                default:
                    pooled += weight * p;
                    break;
            }

            weightSum += weight;
            used += weight > 0 ? 1 : 0;
            eventTime = Math.Max(eventTime, signal.EventTime);
            availableTime = Math.Max(availableTime, signal.AvailableTime);
            horizon = Math.Min(horizon, signal.Horizon);
        }

        if (used == 0)
        {
            fused = default;
            return false;
        }

        // Sources that all say one half pool to one half whatever they weigh.
        pooled = weightSum > 0 ? pooled / weightSum : options.Method == FusionMethod.LogOdds ? 0 : 0.5;
        double up = options.Method == FusionMethod.LogOdds ? 1 / (1 + Math.Exp(-options.Extremise * pooled)) : pooled;
        bool isFlat = Math.Abs(up - 0.5) < options.DeadBand || up == 0.5;
        fused = new Signal
        {
            InstrumentId = instrument,
            Direction = isFlat ? SignalDirection.Flat : up > 0.5 ? SignalDirection.Long : SignalDirection.Short,
            Strength = 2 * Math.Abs(up - 0.5),
            Confidence = Math.Max(up, 1 - up),
            Horizon = horizon,
            Source = Name,
            EventTime = eventTime,
            AvailableTime = availableTime,
        };
        return true;
    }
}
