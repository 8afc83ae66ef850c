using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Signs of icebergs in the interval: refills of levels (probable) and of orders (certain).</summary>
internal sealed class IcebergSource(double refillSeconds, double sizeTolerance) : FeatureSource
{
    private readonly IcebergDetector _detector = new(TimeSpan.FromSeconds(refillSeconds), sizeTolerance);
    private double _bid;
    private double _ask;
    private long _refills;
    private long _displayed;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("iceberg_bid_probability", MeasureUnit.Number, 0, $"highest probability of a hidden bid among the refills since the last row (within {refillSeconds} s of an execution); 0 without"),
        new("iceberg_ask_probability", MeasureUnit.Number, 0, "the same for asks"),
        new("iceberg_refills", MeasureUnit.Number, 0, "refills seen since the last row"),
        new("iceberg_refilled", MeasureUnit.Quantity, 0, "quantity that they showed anew"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades | FeatureInputs.DepthEvents;

    // A trade of a message of its own comes before the depth message that shows what it left, so the book still displays what it met.
    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        if (trade.Aggressor != Side.None)
        {
            _detector.OnTrade(trade, market.Book.QuantityAt(trade.Aggressor.Opposite(), trade.Price));
        }
    }

    public override void OnDepthEvent(FeatureContext market, in MarketEvent depthEvent)
    {
        IcebergEvidence evidence = default;
        bool found = depthEvent.Kind switch
        {
            MarketEventKind.Level => _detector.OnLevel(market.Time, depthEvent.Side, depthEvent.Price, depthEvent.Quantity, out evidence),
            MarketEventKind.OrderAdd or MarketEventKind.OrderModify => _detector.OnOrderShown(market.Time, depthEvent.Id, depthEvent.Side, depthEvent.Price, depthEvent.Quantity, out evidence),
            _ => false,
        };
        if (depthEvent.Kind == MarketEventKind.OrderExecute)
        {
            _detector.OnOrderExecuted(market.Time, depthEvent.Id, depthEvent.Side, depthEvent.Price, depthEvent.Quantity);
        }

        if (found)
        {
            _refills++;
            _displayed += evidence.DisplayedQuantity;
            _bid = evidence.Side == Side.Bid ? Math.Max(_bid, evidence.Probability) : _bid;
            _ask = evidence.Side == Side.Ask ? Math.Max(_ask, evidence.Probability) : _ask;
        }
    }

    public override void OnClear(FeatureContext market) => _detector.Reset();

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _bid;
        values[1] = _ask;
        values[2] = _refills;
        values[3] = market.ToQuantity(_displayed);
        _bid = _ask = 0;
        _refills = _displayed = 0;
    }

    public override void Reset()
    {
        _detector.Reset();
        _bid = _ask = 0;
        _refills = _displayed = 0;
    }
}
