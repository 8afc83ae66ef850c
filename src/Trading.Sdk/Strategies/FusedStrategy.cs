using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>
/// Fuses calibrated sources at each decision and trades when the expected move pays for the way in and out. It computes its own features
/// from what it is shown, so that it is the same in a backtest, in shadow and live. On bars a row of features is the close alone.
/// </summary>
public sealed class FusedStrategy : IStrategy
{
    private readonly IReadOnlyList<CalibratedSource> sources;
    private readonly SignalCoordinator coordinator;
    private readonly FusedStrategyOptions options;
    private readonly FeatureEngineOptions? features;
    private readonly List<FusedDecision> decisions = [];
    private FeatureEngine? engine;
    private int spreadColumn, midColumn;
    private double spread, mid;
    private long entered;

    /// <summary>Creates the strategy.</summary>
    /// <param name="sources">Sources whose scores were calibrated on the past; without one the strategy never trades.</param>
    /// <param name="options">Size, horizon, costs.</param>
    /// <param name="fusion">How the sources are pooled. Default log-odds without a dead band.</param>
    /// <param name="weights">Weights by regime, learnt as outcomes become known; null = none.</param>
    /// <param name="features">The features that the sources were made for. Default: those of <see cref="FeatureEngine"/>.</param>
    /// <param name="onResolved">Told of every signal whose horizon is over.</param>
    public FusedStrategy(
        IReadOnlyList<CalibratedSource> sources,
        FusedStrategyOptions options,
        SignalFusion? fusion = null,
        RegimeWeights? weights = null,
        FeatureEngineOptions? features = null,
        Action<ResolvedSignal>? onResolved = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lots, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Horizon, 1, nameof(options));
        this.sources = sources;
        this.options = options;
        this.features = features;
        coordinator = new SignalCoordinator(sources, fusion ?? new SignalFusion(new SignalFusionOptions { DeadBand = 0 }), weights, onResolved: onResolved);
    }

    /// <summary>What was fused at each decision, oldest first.</summary>
    public IReadOnlyList<FusedDecision> Decisions => decisions;

    /// <summary>Raised with each fused signal, for storage and audit.</summary>
    public event Action<Signal>? Fused;

    /// <inheritdoc/>
    public void OnStart(StrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.HasBook)
        {
            engine = new FeatureEngine(context.Book, OnRow, features);
            spreadColumn = engine.Schema.IndexOf("spread");
            midColumn = engine.Schema.IndexOf("mid");
        }
    }

    /// <inheritdoc/>
    public void Advance(long time) => engine!.Advance(time);

    /// <inheritdoc/>
    public void OnMessage(ReadOnlySpan<MarketEvent> message) => engine!.Observe(message);

    /// <inheritdoc/>
    public void OnBar(in Bar bar)
    {
        mid = bar.Close;
        Hear(bar.CloseTime, [mid]);
    }

    /// <inheritdoc/>
    public void OnDecision(StrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        bool any = coordinator.TryDecide(context.Time, out Signal fused);
        double up = any ? fused.ProbabilityUp : 0.5;
        double expectedMove = ((2 * up) - 1) * options.MoveOverHorizon;
        double cost = (spread / mid) + (2 * options.TakerFee);
        int held = Math.Sign(context.Position);
        if (Math.Abs(expectedMove) > options.EntryMultiple * cost)
        {
            int direction = Math.Sign(expectedMove);
            if (direction != held)
            {
                context.TradeTo(direction * options.Lots);
            }

            entered = context.Time;
        }
        else if (held != 0 && (Math.Sign(expectedMove) == -held || context.Time - entered >= options.Horizon))
        {
            context.TradeTo(0);
        }

        decisions.Add(new FusedDecision(context.Time, up, coordinator.HeardCount, held));
        if (any)
        {
            Fused?.Invoke(fused);
        }
    }

    private void OnRow(FeatureRow row)
    {
        if (!double.IsNaN(row.Values[midColumn]))
        {
            spread = row.Values[spreadColumn];
            mid = row.Values[midColumn];
            Hear(row.Time, row.Values);
        }
    }

    private void Hear(long time, ReadOnlySpan<double> row)
    {
        foreach (CalibratedSource source in sources)
        {
            source.Update(time, row);
        }

        coordinator.OnPrice(time, mid);
    }
}
