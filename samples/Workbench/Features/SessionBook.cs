using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Features;

/// <summary>The book of one instrument, of levels or of orders as its first depth event is; empty until then.</summary>
internal sealed class SessionBook(Instrument instrument) : IDepthBook
{
    private readonly LimitOrderBook _levels = new(instrument);
    private OrderByOrderBook? _orders;
    private bool _isDecided;

    public Instrument Instrument => instrument;

    public long ExchangeTime => Book.ExchangeTime;

    public long ReceiveTime => Book.ReceiveTime;

    public long Sequence => Book.Sequence;

    private IDepthBook Book => _orders is null ? _levels : _orders;

    public void Apply(ReadOnlySpan<MarketEvent> message)
    {
        foreach (ref readonly MarketEvent e in message)
        {
            if (_isDecided)
            {
                break;
            }

            bool isOrder = e.Kind is MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute;
            _isDecided = isOrder || e.Kind == MarketEventKind.Level;
            _orders = isOrder ? new OrderByOrderBook(instrument) : null;
        }

        if (_orders is null)
        {
            _levels.Apply(message);
        }
        else
        {
            _orders.Apply(message);
        }
    }

    public int LevelCount(Side side) => Book.LevelCount(side);

    public bool TryGetBest(Side side, out DepthLevel level) => Book.TryGetBest(side, out level);

    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => Book.TryGetNext(side, afterPrice, out level);

    public int CopyTop(Side side, Span<DepthLevel> levels) => Book.CopyTop(side, levels);

    public long QuantityAt(Side side, long price) => Book.QuantityAt(side, price);

    public DepthSum DepthTo(Side side, long limitPrice) => Book.DepthTo(side, limitPrice);

    public SweepCost CostToTake(Side side, long quantity) => Book.CostToTake(side, quantity);
}
