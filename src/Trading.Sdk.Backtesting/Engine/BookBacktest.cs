using System.Buffers.Binary;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>
/// Replays events through a book and lets a strategy decide on a fixed clock of the venue's time. At decision time T the book
/// holds exactly the messages with a venue time up to T; orders reach the venue after their latency and meet the book of
/// that moment. One instrument; the same events give the same result to the bit.
/// </summary>
public sealed class BookBacktest : IMarketEventSink
{
    private readonly BookBacktestOptions options;
    private readonly IStrategy strategy;
    private readonly LimitOrderBook book;
    private readonly SimulatedExecution execution;
    private readonly StrategyContext context;
    private readonly List<EquityPoint> equity = [];
    private readonly List<RiskDecision> decisions = [];
    private readonly RiskGate? gate;
    private long nextDecision = long.MaxValue;
    private long lastTime = long.MinValue;

    /// <summary>Creates a run.</summary>
    /// <param name="instrument">The instrument; events of others are ignored.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">Assumptions.</param>
    public BookBacktest(Instrument instrument, IStrategy strategy, BookBacktestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(strategy);
        this.strategy = strategy;
        this.options = options ?? new BookBacktestOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.DecisionInterval, 1, nameof(options));
        book = new LimitOrderBook(instrument, this.options.Book);
        execution = new SimulatedExecution(book, this.options.Execution);
        gate = this.options.Limits is null ? null : new RiskGate(this.options.Limits);
        context = new StrategyContext(book, execution, gate, decisions.Add);
    }

    /// <summary>First decision time; set it before the first event. Default: the first multiple of the interval after the first message.</summary>
    public long? FirstDecision { get; init; }

    /// <summary>The book being built.</summary>
    public IDepthBook Book => book;

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

    /// <summary>Ends the run and sums it up.</summary>
    public BookBacktestResult Complete()
    {
        decimal expected = options.Execution.InitialCash;
        foreach (Fill fill in execution.Fills)
        {
            expected -= (fill.Side.Sign() * fill.Price * (decimal)fill.Quantity * execution.UnitValue) + fill.Fee;
        }

        return new BookBacktestResult(equity, execution.Fills, decisions, execution.FeesPaid, execution.Cash - expected, Hash());
    }

    private void OnMessage(ReadOnlySpan<MarketEvent> message)
    {
        // Venue clocks step back at times; the run's clock does not.
        long time = lastTime;
        foreach (ref readonly MarketEvent e in message)
        {
            time = Math.Max(time, e.ExchangeTime);
        }

        if (lastTime == long.MinValue)
        {
            nextDecision = FirstDecision ?? checked(((time / options.DecisionInterval) + 1) * options.DecisionInterval);
        }

        while (nextDecision < time)
        {
            strategy.Advance(nextDecision + 1);
            Decide(nextDecision);
            nextDecision += options.DecisionInterval;
        }

        strategy.Advance(time);
        lastTime = time;
        book.Apply(message);
        execution.OnEvents(message, time);
        strategy.OnMessage(message);
    }

    private void Decide(long time)
    {
        if (book.TryGetTouch(out DepthLevel bid, out DepthLevel ask))
        {
            context.Time = time;
            context.DataTime = book.ExchangeTime;
            gate?.OnEquity(time, (double)execution.Equity);
            strategy.OnDecision(context);
            equity.Add(new EquityPoint(time, execution.Equity, execution.Position, (bid.Price + ask.Price) / 2.0));
        }
        else
        {
            equity.Add(new EquityPoint(time, execution.Equity, execution.Position, double.NaN));
        }
    }

    private ulong Hash()
    {
        ulong hash = 14695981039346656037;
        Span<byte> bytes = stackalloc byte[8];
        void Add(long value, Span<byte> scratch)
        {
            BinaryPrimitives.WriteInt64LittleEndian(scratch, value);
            foreach (byte b in scratch)
            {
                hash = (hash ^ b) * 1099511628211;
            }
        }

        foreach (Fill fill in execution.Fills)
        {
            Add(fill.OrderId, bytes);
            Add(fill.Time, bytes);
            Add(fill.Side.Sign() * fill.Quantity, bytes);
            Add(fill.Price, bytes);
            Add((long)fill.Reason, bytes);
            Add(fill.QueueAhead, bytes);
        }

        foreach (RiskDecision decision in decisions)
        {
            Add(decision.Time, bytes);
            Add((long)decision.Rule, bytes);
            Add(decision.Requested, bytes);
            Add(decision.Allowed, bytes);
        }

        Span<int> bits = stackalloc int[4];
        foreach (EquityPoint point in equity)
        {
            decimal.GetBits(point.Equity, bits);
            Add(point.Time, bytes);
            Add(point.Position, bytes);
            Add(((long)bits[1] << 32) | (uint)bits[0], bytes);
            Add(((long)bits[3] << 32) | (uint)bits[2], bytes);
        }

        return hash;
    }
}
