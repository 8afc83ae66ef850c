namespace Trading.Sdk.Signals;

/// <summary>
/// Hears all sources or agents at a decision time, keeps their newest signals on a board, pools them with the weights of the regime, and
/// learns from each signal once its horizon is over. Not thread-safe; allocates nothing per decision once every source has spoken.
/// </summary>
public sealed class SignalCoordinator
{
    private readonly ISignalSource[] sources;
    private readonly Signal[] usable;
    private readonly SignalBoard board;
    private readonly SignalFusion fusion;
    private readonly RegimeWeights? weights;
    private readonly OutcomeLedger outcomes;

    /// <summary>Creates a coordinator.</summary>
    /// <param name="sources">Sources or agents with different names.</param>
    /// <param name="fusion">How they are pooled; null = log-odds with even weights.</param>
    /// <param name="weights">Weights by regime, learnt from outcomes; null = the fusion's own weights only.</param>
    /// <param name="board">Throttling and repetition; null = the default board.</param>
    /// <param name="onResolved">Told of every signal whose horizon is over, for performance tracking.</param>
    public SignalCoordinator(IReadOnlyList<ISignalSource> sources, SignalFusion? fusion = null, RegimeWeights? weights = null, SignalBoard? board = null, Action<ResolvedSignal>? onResolved = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() != sources.Count)
        {
            throw new ArgumentException("Two sources have the same name.", nameof(sources));
        }

        this.sources = [.. sources];
        this.fusion = fusion ?? new SignalFusion();
        this.weights = weights;
        this.board = board ?? new SignalBoard();
        usable = new Signal[this.sources.Length];
        outcomes = new OutcomeLedger(resolved =>
        {
            this.weights?.Learn(resolved.Signal.Source, resolved.Regime, resolved.Signal.ProbabilityUp, resolved.LogReturn > 0);
            onResolved?.Invoke(resolved);
        });
    }

    /// <summary>The board, with its counters.</summary>
    public SignalBoard Board => board;

    /// <summary>Signals that went into the last decision.</summary>
    public ReadOnlySpan<Signal> Heard => usable.AsSpan(0, HeardCount);

    /// <summary>How many signals went into the last decision.</summary>
    public int HeardCount { get; private set; }

    /// <summary>A price is known: outcomes are judged by it.</summary>
    /// <param name="time">Nanoseconds since 1970; never goes backwards.</param>
    /// <param name="price">Above 0.</param>
    public void OnPrice(long time, double price) => outcomes.OnPrice(time, price);

    /// <summary>The market is in a regime now.</summary>
    public void OnRegime(int regime) => weights?.Enter(regime);

    /// <summary>Hears the sources and pools what is usable.</summary>
    /// <param name="time">The decision time, nanoseconds since 1970; never goes backwards.</param>
    /// <param name="decision">The pooled signal.</param>
    /// <returns>False when nobody has anything to say.</returns>
    public bool TryDecide(long time, out Signal decision)
    {
        foreach (ISignalSource source in sources)
        {
            if (source.TryGetSignal(time, out Signal signal) && board.Post(in signal, time) == SignalReception.Accepted)
            {
                outcomes.Note(in signal, time, weights?.Regime ?? 0);
            }
        }

        HeardCount = board.CopyUsable(time, usable);
        return fusion.TryFuse(usable.AsSpan(0, HeardCount), time, weights, out decision);
    }
}
