using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Signals;

namespace Trading.Sdk.EndToEnd;

/// <summary>
/// Fuses the calibrated sources each second and trades when the expected move pays for the way in and out. It computes its own
/// features from the messages of the run: nothing is handed over from the collected session.
/// </summary>
internal sealed class FusedStrategy(IReadOnlyList<CalibratedSource> sources, SignalFusion fusion, FusedStrategyOptions options) : IStrategy
{
    private readonly Signal[] signals = new Signal[sources.Count];
    private FeatureEngine? engine;
    private int spreadColumn;
    private int midColumn;
    private double spread;
    private double mid;
    private long entered;

    /// <summary>What was fused at each decision, for the report.</summary>
    public List<FusedDecision> Decisions { get; } = [];

    public void Attach(IDepthBook book)
    {
        engine = new FeatureEngine(book, OnRow);
        spreadColumn = engine.Schema.IndexOf("spread");
        midColumn = engine.Schema.IndexOf("mid");
    }

    public void Advance(long time) => engine!.Advance(time);

    public void OnMessage(ReadOnlySpan<MarketEvent> message) => engine!.Observe(message);

    public void OnDecision(StrategyContext context)
    {
        int count = 0;
        foreach (CalibratedSource source in sources)
        {
            if (source.TryGetSignal(context.Time, out Signal signal))
            {
                signals[count++] = signal;
            }
        }

        bool fusedAny = fusion.TryFuse(signals.AsSpan(0, count), context.Time, out Signal fused);
        double up = fusedAny ? fused.ProbabilityUp : 0.5;
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

        Decisions.Add(new FusedDecision(context.Time, up, count, Math.Sign(context.Position)));
    }

    private void OnRow(FeatureRow row)
    {
        if (double.IsNaN(row.Values[midColumn]))
        {
            return;
        }

        spread = row.Values[spreadColumn];
        mid = row.Values[midColumn];
        foreach (CalibratedSource source in sources)
        {
            source.Update(row.Time, row.Values);
        }
    }
}

/// <summary>How a <see cref="FusedStrategy"/> trades.</summary>
/// <param name="Lots">Position size.</param>
/// <param name="Horizon">Nanoseconds a position is held without a fresh signal.</param>
/// <param name="MoveOverHorizon">Mean absolute log return over the horizon, on the training part.</param>
/// <param name="TakerFee">Fee per side as a fraction.</param>
/// <param name="EntryMultiple">The expected move must exceed the cost of a round trip by this factor.</param>
internal sealed record FusedStrategyOptions(long Lots, long Horizon, double MoveOverHorizon, double TakerFee, double EntryMultiple);

/// <summary>One fused decision.</summary>
internal readonly record struct FusedDecision(long Time, double ProbabilityUp, int Sources, int Position);
