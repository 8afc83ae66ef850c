using Trading.Sdk.Backtesting;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk;

/// <summary>Follows the depth analyzer: in its direction while it signals, and for a holding time after the last signal.</summary>
public sealed class DepthSignalStrategy : IStrategy
{
    private readonly DepthAnalyzer analyzer;
    private readonly long lots, holding;
    private readonly List<DepthSignal> signals = [];
    private long lastSignal;

    /// <summary>Creates the strategy.</summary>
    /// <param name="lots">Position size, at least 1.</param>
    /// <param name="options">Constants of the analyzer.</param>
    /// <param name="holding">How long a position is held after the last signal. Default one minute.</param>
    public DepthSignalStrategy(long lots, DepthAnalyzerOptions? options = null, TimeSpan? holding = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lots, 1);
        this.lots = lots;
        this.holding = (holding ?? TimeSpan.FromMinutes(1)).Ticks * TimeSpan.NanosecondsPerTick;
        analyzer = new DepthAnalyzer(options ?? new DepthAnalyzerOptions());
    }

    /// <summary>What the analyzer said at each of its snapshots.</summary>
    public IReadOnlyList<DepthSignal> Signals => signals;

    /// <inheritdoc/>
    public void OnStart(StrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.HasBook)
        {
            throw new InvalidOperationException("The depth signal needs an order book; bars have none.");
        }
    }

    /// <inheritdoc/>
    public void OnDecision(StrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!analyzer.TryUpdate(context.Book, context.Time, out DepthSignal signal))
        {
            return;
        }

        signals.Add(signal);
        if (signal.IsSignal)
        {
            lastSignal = context.Time;
            long target = signal.Direction == DepthDirection.Long ? lots : -lots;
            if (Math.Sign(context.Position) != Math.Sign(target))
            {
                context.TradeTo(target);
            }
        }
        else if (context.Position != 0 && context.Time - lastSignal >= holding)
        {
            context.TradeTo(0);
        }
    }
}
