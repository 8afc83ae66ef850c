using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>
/// One participant's connection to a <see cref="SimulatedExchange"/>: the present book, order entry with the connection's latency,
/// and its own generator. Orders of one connection arrive in the order in which they were sent.
/// </summary>
public sealed class MarketAccess
{
    private readonly SimulatedExchange _exchange;
    private long _lastArrival;
    private long _lastReportArrival;

    internal MarketAccess(SimulatedExchange exchange, ExchangeParticipant participant, int number, LatencyModel latency, SimulationRandom random)
    {
        _exchange = exchange;
        Participant = participant;
        Number = number;
        Latency = latency;
        Random = random;
        IsImmediate = latency == LatencyModel.None;
    }

    /// <summary>Number of the participant, from 1; reports carry it.</summary>
    public int Number { get; }

    /// <summary>The participant's own generator.</summary>
    public SimulationRandom Random { get; }

    /// <summary>Delay of each order on its way to the exchange and of each report on its way back.</summary>
    public LatencyModel Latency { get; }

    /// <summary>Time of the exchange, nanoseconds since 1970.</summary>
    public long Now => _exchange.Now;

    /// <summary>The book of the exchange, for reading.</summary>
    public MatchingEngine Book => _exchange.Book;

    /// <summary>The regime that rules now.</summary>
    public SimulatedRegime Regime => _exchange.Regime;

    /// <summary>Factor of the regime on market orders and cancellations.</summary>
    public double Activity => _exchange.RegimeProcess.Activity;

    /// <summary>How far informed flow leans to buying (+1) or selling (-1) at the present mid price.</summary>
    public double Lean => _exchange.RegimeProcess.Lean(MidTicks);

    /// <summary>Mid price in ticks; while a side is empty, the last one known.</summary>
    public double MidTicks => _exchange.MidTicks;

    internal ExchangeParticipant Participant { get; }

    internal bool IsImmediate { get; }

    /// <summary>Sends an order; everything about it comes back through <see cref="ExchangeParticipant.OnReport"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order cannot exist (price, quantity, side).</exception>
    public void Submit(in OrderRequest request)
    {
        MatchingEngine.Validate(request);
        _exchange.Send(this, new PendingCommand { Kind = CommandKind.Submit, Request = request });
    }

    /// <summary>Asks to cancel an own order.</summary>
    public void Cancel(long orderId) => _exchange.Send(this, new PendingCommand { Kind = CommandKind.Cancel, OrderId = orderId });

    /// <summary>Asks to change an own order; see <see cref="MatchingEngine.Replace"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Price or quantity are outside their range.</exception>
    public void Replace(long orderId, long priceTicks, long quantityLots, bool postOnly = false)
    {
        MatchingEngine.ValidatePriceAndQuantity(priceTicks, quantityLots);
        _exchange.Send(this, new PendingCommand
        {
            Kind = postOnly ? CommandKind.ReplacePostOnly : CommandKind.Replace,
            OrderId = orderId,
            Request = OrderRequest.Limit(Side.None, priceTicks, quantityLots),
        });
    }

    internal long NextArrival() => _lastArrival = Math.Max(_lastArrival, Now + Latency.NextNanos(Random));

    internal long NextReportArrival() => _lastReportArrival = Math.Max(_lastReportArrival, Now + Latency.NextNanos(Random));
}
