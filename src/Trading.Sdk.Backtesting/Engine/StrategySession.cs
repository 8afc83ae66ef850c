using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>
/// Runs a strategy on a stream of events: a recording in a backtest, a live feed in shadow trading. It keeps the book, lets the strategy
/// decide on a fixed clock and executes its orders against the book after their latency. At decision time T the book holds exactly the
/// messages with a time up to T on the chosen clock. One instrument; the same events give the same result to the bit.
/// </summary>
/// <remarks>
/// Decisions are made when the first message behind their time arrives, or when <see cref="AdvanceClock"/> says that the time has passed.
/// A fill becomes known no earlier than its answer arrives, and no earlier than the message that shows it. Not thread-safe.
/// </remarks>
public sealed class StrategySession : IMarketEventSink
{
    private readonly StrategySessionOptions options;
    private readonly IStrategy strategy;
    private readonly LimitOrderBook book;
    private readonly StrategyContext context;
    private readonly EventLog log = new();
    private readonly List<EquityPoint> equity = [];
    private readonly List<RiskDecision> decisions = [];
    private readonly RiskGate? gate;
    private long nextDecision = long.MaxValue, venueTime = long.MinValue, localTime = long.MinValue, dataTime;
    private int loggedFills, loggedFlows;

    /// <summary>Creates a run.</summary>
    /// <param name="instrument">The instrument; events of others are ignored.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">Assumptions.</param>
    public StrategySession(Instrument instrument, IStrategy strategy, StrategySessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(strategy);
        this.strategy = strategy;
        this.options = options ?? new StrategySessionOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.DecisionInterval, 1, nameof(options));
        book = new LimitOrderBook(instrument, this.options.Book);
        Execution = new SimulatedExecution(book, this.options.Execution);
        Execution.FillKnown += fill =>
        {
            log.Add(LoggedEvent.OfKnownFill(fill));
            FillKnown?.Invoke(fill);
            strategy.OnFill(in fill);
        };
        gate = this.options.Limits is null ? null : new RiskGate(this.options.Limits, t => log.Add(LoggedEvent.Of(t)));
        context = new StrategyContext(instrument, book, Execution, gate, decision =>
        {
            decisions.Add(decision);
            log.Add(LoggedEvent.Of(decision));
            RiskDecided?.Invoke(decision);
        });
        strategy.OnStart(context);
    }

    /// <summary>Raised for every decision of the risk gate.</summary>
    public event Action<RiskDecision>? RiskDecided;

    /// <summary>Raised when the strategy learns of a fill.</summary>
    public event Action<Fill>? FillKnown;

    /// <summary>Raised after each decision.</summary>
    public event Action<EquityPoint>? Decided;

    /// <summary>The book being built.</summary>
    public IDepthBook Book => book;

    /// <summary>Account, orders and fills.</summary>
    public SimulatedExecution Execution { get; }

    /// <summary>The risk gate; null when the run has no limits.</summary>
    public RiskGate? Gate => gate;

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        while (events.Length > 0)
        {
            int length = 1;
            while (length < events.Length && !events[length - 1].IsEndOfMessage)
            {
                length++;
            }

            if (events[0].InstrumentId == book.Instrument.Id)
            {
                OnMessage(events[..length]);
            }

            events = events[length..];
        }
    }

    /// <summary>Time has passed without a message: decisions due before it are made. Only on the local clock, where no earlier message can still come.</summary>
    /// <param name="time">Now on the local clock, nanoseconds since 1970.</param>
    /// <exception cref="InvalidOperationException">The run keeps to the venue's clock.</exception>
    public void AdvanceClock(long time)
    {
        if (options.Clock != DecisionClock.Local)
        {
            throw new InvalidOperationException("Only a run on the local clock can be advanced without messages.");
        }

        if (time > localTime && localTime != long.MinValue)
        {
            localTime = time;
            DecideBefore(time);
        }
    }

    /// <summary>Ends the run and sums it up: reports under way are delivered, and the last point of the equity is what the account is worth then.</summary>
    public StrategySessionResult Complete()
    {
        Execution.Deliver(long.MaxValue);
        LogVenue();
        if (equity.Count > 0)
        {
            double mid = book.Mid();
            var last = new EquityPoint(Math.Max(ClockTime, equity[^1].Time), Execution.Equity, Execution.Position, mid);
            if (last != equity[^1] with { Time = last.Time })
            {
                equity.Add(last);
                log.Add(LoggedEvent.Of(last) with { Kind = LoggedEventKind.Closing });
            }
        }

        return new StrategySessionResult(equity, Execution.Fills, Execution.CashFlows, decisions, Execution.FeesPaid, Execution.ConservationError, log);
    }

    private long ClockTime => options.Clock == DecisionClock.Local ? localTime : venueTime;

    private void OnMessage(ReadOnlySpan<MarketEvent> message)
    {
        // Clocks step back at times; the run's do not.
        bool first = venueTime == long.MinValue;
        foreach (ref readonly MarketEvent e in message)
        {
            venueTime = Math.Max(venueTime, e.ExchangeTime);
            localTime = Math.Max(localTime, e.ReceiveTime);
        }

        long time = ClockTime;
        if (first)
        {
            nextDecision = options.FirstDecision ?? checked(((time / options.DecisionInterval) + 1) * options.DecisionInterval);
        }

        DecideBefore(time);
        Execution.AdvanceTo(venueTime);
        strategy.Advance(time);
        book.Apply(message);
        dataTime = time;
        Execution.OnMessage(message, venueTime);
        strategy.OnMessage(message);
    }

    private void DecideBefore(long time)
    {
        while (nextDecision < time)
        {
            long at = nextDecision;
            nextDecision += options.DecisionInterval;
            if (options.Clock == DecisionClock.Venue)
            {
                // Nothing the venue sent before this time is still to come, so its requests can be met now.
                Execution.AdvanceTo(at);
            }

            strategy.Advance(at + 1);
            Execution.Accrue(at);
            Execution.Deliver(at);
            LogVenue();
            Decide(at);
        }
    }

    private void Decide(long time)
    {
        double mid = book.Mid();
        context.Time = time;
        context.DataTime = dataTime;
        if (!double.IsNaN(mid))
        {
            context.ReferencePrice = mid;
            gate?.OnEquity(time, (double)Execution.Equity);
            strategy.OnDecision(context);
        }

        var point = new EquityPoint(time, Execution.Equity, Execution.Position, mid);
        equity.Add(point);
        log.Add(LoggedEvent.Of(point));
        Decided?.Invoke(point);
    }

    private void LogVenue()
    {
        for (; loggedFills < Execution.Fills.Count; loggedFills++)
        {
            log.Add(LoggedEvent.Of(Execution.Fills[loggedFills]));
        }

        for (; loggedFlows < Execution.CashFlows.Count; loggedFlows++)
        {
            log.Add(LoggedEvent.Of(Execution.CashFlows[loggedFlows]));
        }
    }
}
