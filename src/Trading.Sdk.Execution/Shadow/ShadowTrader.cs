using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Execution;

/// <summary>
/// Trades signals from anywhere in the shadow of a live or recorded feed: the same execution as in a backtest, on a book built from
/// the feed, and for each signal the theoretical against the achieved price. Nothing is sent to a venue. Not thread-safe: call it on
/// the feed's thread, or between runs.
/// </summary>
public sealed class ShadowTrader : IMarketEventSink
{
    private readonly LimitOrderBook book;
    private readonly List<(long SignalId, Order Order)> signals = [];
    private long now = long.MinValue;

    /// <summary>Creates a trader without a position.</summary>
    /// <param name="instrument">The instrument; events of others are passed over.</param>
    /// <param name="execution">Assumptions of the execution.</param>
    /// <param name="bookOptions">Options of the book.</param>
    public ShadowTrader(Instrument instrument, SimulatedExecutionOptions? execution = null, LimitOrderBookOptions? bookOptions = null)
    {
        book = new LimitOrderBook(instrument, bookOptions ?? new LimitOrderBookOptions());
        Execution = new SimulatedExecution(book, execution);
    }

    /// <summary>The book as the feed tells it.</summary>
    public IDepthBook Book => book;

    /// <summary>Account, orders and fills.</summary>
    public SimulatedExecution Execution { get; }

    /// <summary>What became of each signal so far, oldest first.</summary>
    public IReadOnlyList<ShadowResult> Results => [.. signals.Select(s => ShadowResult.Of(s.SignalId, s.Order, Execution.Fills))];

    /// <summary>Follows a signal with one order.</summary>
    /// <param name="signalId">The caller's number of the signal.</param>
    /// <param name="quantity">Lots: positive buys, negative sells; not 0.</param>
    /// <param name="time">Time of the signal, at or after the newest message's.</param>
    /// <param name="type">How to trade. Default market.</param>
    /// <param name="limitPrice">Limit in price increments, for types that have one.</param>
    public Order Follow(long signalId, long quantity, long time, OrderType type = OrderType.Market, long limitPrice = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(quantity);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, now);
        Order order = Execution.Submit(quantity > 0 ? Side.Bid : Side.Ask, type, Math.Abs(quantity), time, limitPrice);
        signals.Add((signalId, order));
        return order;
    }

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

            ReadOnlySpan<MarketEvent> message = events[..length];
            events = events[length..];
            if (message[0].InstrumentId == book.Instrument.Id)
            {
                // Venue clocks step back at times; the trader's does not.
                now = Math.Max(now, message[^1].ExchangeTime);
                Execution.AdvanceTo(now);
                book.Apply(message);
                Execution.OnMessage(message, now);
                Execution.Deliver(Math.Max(now, message[^1].ReceiveTime));
            }
        }
    }
}
