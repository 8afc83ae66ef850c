using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>
/// Runs a strategy on bars: at each close it decides with the bars up to it, and its orders meet the next bar. One instrument. An order that
/// waits behind the last bar is dropped. The same bars give the same result to the bit.
/// </summary>
public sealed class BarSession : IMarketEventSink
{
    private readonly IStrategy strategy;
    private readonly Instrument instrument;
    private readonly BarExecution execution;
    private readonly StrategyContext context;
    private readonly EventLog log = new();
    private readonly List<EquityPoint> equity = [];
    private readonly List<RiskDecision> decisions = [];
    private readonly RiskGate? gate;
    private long lastClose = long.MinValue;
    private int loggedFills, loggedFlows;

    /// <summary>Creates a run.</summary>
    /// <param name="instrument">The instrument; bars of others are ignored.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">Assumptions.</param>
    public BarSession(Instrument instrument, IStrategy strategy, BarSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(strategy);
        options ??= new BarSessionOptions();
        (this.instrument, this.strategy) = (instrument, strategy);
        execution = new BarExecution(instrument, options.Execution);
        gate = options.Limits is null ? null : new RiskGate(options.Limits, t => log.Add(LoggedEvent.Of(t)));
        context = new StrategyContext(instrument, null, execution, gate, decision =>
        {
            decisions.Add(decision);
            log.Add(LoggedEvent.Of(decision));
        });
        strategy.OnStart(context);
    }

    /// <summary>Runs a strategy over bars.</summary>
    /// <param name="instrument">The instrument of the bars.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="bars">Bars, oldest first.</param>
    /// <param name="options">Assumptions.</param>
    public static StrategySessionResult Run(Instrument instrument, IStrategy strategy, ReadOnlySpan<Bar> bars, BarSessionOptions? options = null)
    {
        var session = new BarSession(instrument, strategy, options);
        session.OnBars(bars);
        return session.Complete();
    }

    /// <summary>Events say nothing to a run on bars.</summary>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A bar closes before the one before it, or its high and low do not hold its open and close.</exception>
    public void OnBars(ReadOnlySpan<Bar> bars)
    {
        foreach (ref readonly Bar bar in bars)
        {
            if (bar.InstrumentId == instrument.Id)
            {
                OnBar(in bar);
            }
        }
    }

    /// <summary>Ends the run and sums it up.</summary>
    public StrategySessionResult Complete() =>
        new(equity, execution.Fills, execution.CashFlows, decisions, execution.FeesPaid, execution.ConservationError, log);

    private void OnBar(in Bar bar)
    {
        if (bar.CloseTime <= lastClose || bar.OpenTime >= bar.CloseTime)
        {
            throw new ArgumentException($"The bar that closes at {bar.CloseTime} is not later than the one before it, or empty.");
        }

        if (bar.Low > Math.Min(bar.Open, bar.Close) || bar.High < Math.Max(bar.Open, bar.Close) || bar.Low <= 0)
        {
            throw new ArgumentException($"The bar that closes at {bar.CloseTime} has open {bar.Open}, high {bar.High}, low {bar.Low}, close {bar.Close}.");
        }

        lastClose = bar.CloseTime;
        execution.OnBar(in bar);
        for (; loggedFills < execution.Fills.Count; loggedFills++)
        {
            Fill fill = execution.Fills[loggedFills];
            log.Add(LoggedEvent.Of(fill));
            strategy.OnFill(in fill);
        }

        for (; loggedFlows < execution.CashFlows.Count; loggedFlows++)
        {
            log.Add(LoggedEvent.Of(execution.CashFlows[loggedFlows]));
        }

        context.Time = context.DataTime = bar.CloseTime;
        context.ReferencePrice = bar.Close;
        gate?.OnEquity(bar.CloseTime, (double)execution.Equity);
        strategy.OnBar(in bar);
        strategy.OnDecision(context);
        var point = new EquityPoint(bar.CloseTime, execution.Equity, execution.Position, bar.Close);
        equity.Add(point);
        log.Add(LoggedEvent.Of(point));
    }
}
