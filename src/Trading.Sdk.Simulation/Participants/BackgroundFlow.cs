using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>The zero-intelligence traders of <see cref="BackgroundFlowOptions"/> as one participant that keeps track of all their orders.</summary>
internal sealed class BackgroundFlow : ExchangeParticipant
{
    private readonly BackgroundFlowOptions _options;
    private readonly AliasTable _distances;
    private readonly double[] _cancelRates;
    private readonly double _cancelRateMax;
    private readonly int _distanceCount;
    private readonly long _initialMid;
    private long[] _openOrders = new long[1024];
    private int[] _freePlaces = new int[1024];
    private int _freeCount;
    private int _places;
    private double _scheduledRate;

    public BackgroundFlow(BackgroundFlowOptions options, long initialMid)
    {
        _options = options;
        _initialMid = initialMid;
        _distanceCount = options.ArrivalWeights.Count > 0 ? options.ArrivalWeights.Count : options.DistanceMax;
        var weights = new double[_distanceCount];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = options.ArrivalWeights.Count > 0 ? options.ArrivalWeights[i] : DeterministicMath.Pow(i + 1, -options.DistanceExponent);
        }

        _distances = new AliasTable(weights);
        _cancelRates = [.. options.CancelRates];
        foreach (double rate in _cancelRates)
        {
            _cancelRateMax = Math.Max(_cancelRateMax, rate);
        }

        Weights = weights;
    }

    private double[] Weights { get; }

    protected internal override long OnStart(MarketAccess market)
    {
        // The opening book: at each distance as many orders as arrivals and cancellations keep there on average.
        for (int i = 0; i < _distanceCount; i++)
        {
            double arrivals = _options.LimitOrdersPerSecond * Weights[i] / _distances.Total;
            double cancels = CancelRate(i + 1);
            int orders = Math.Clamp((int)(arrivals / Math.Max(cancels, 1e-3) + 0.5), 1, 1000);
            for (int k = 0; k < orders; k++)
            {
                Place(market, Side.Bid, _initialMid - 1 - i);
                Place(market, Side.Ask, _initialMid + 1 + i);
            }
        }

        return Next(market);
    }

    protected internal override long OnWake(MarketAccess market)
    {
        // The rate may have fallen since this arrival was drawn (orders traded): the surplus is an arrival that does not happen.
        double limitRate = 2.0 * _options.LimitOrdersPerSecond;
        double u = market.Random.NextDouble() * _scheduledRate;
        if (u < limitRate)
        {
            Side side = market.Random.NextBoolean(0.5 + 0.5 * _options.LeanSensitivity * market.Lean) ? Side.Bid : Side.Ask;
            int distance = 1 + _distances.Next(market.Random);
            long reference = market.Book.TryGetBest(side.Opposite(), out DepthLevel opposite) ? opposite.Price : (long)market.MidTicks + side.Sign();
            Place(market, side, reference - side.Sign() * distance);
        }
        else if (u < limitRate + CancelRateTotal(market))
        {
            CancelOne(market);
        }

        return Next(market);
    }

    protected internal override void OnReport(MarketAccess market, in ExecutionReport report)
    {
        if (report.Kind == ExecutionKind.Accepted)
        {
            _openOrders[(int)report.ClientTag] = report.OrderId;
        }

        // A full trade and a cancellation both end the order; a full fill of a new order ends it before it ever rested.
        if (report.RemainingLots == 0 && report.Kind is ExecutionKind.Traded or ExecutionKind.Cancelled or ExecutionKind.Rejected)
        {
            int place = (int)report.ClientTag;
            _openOrders[place] = 0;
            _freePlaces[_freeCount++] = place;
        }
    }

    private void Place(MarketAccess market, Side side, long price)
    {
        if (price < 1)
        {
            return;
        }

        int place = TakePlace();
        long lots = 1 + (long)market.Random.NextExponential(_options.MeanLots - 0.5);
        bool isIceberg = market.Random.NextBoolean(_options.IcebergShare);
        market.Submit(isIceberg
            ? OrderRequest.Iceberg(side, price, lots * _options.IcebergSlices, lots, place)
            : OrderRequest.Limit(side, price, lots, TimeInForce.GoodTillCancel, place));
    }

    private void CancelOne(MarketAccess market)
    {
        int place = market.Random.NextInt32(_places);
        long orderId = _openOrders[place];
        if (orderId == 0 || !market.Book.TryGetOrder(orderId, out Side side, out long price, out _, out _))
        {
            return;
        }

        long distance = market.Book.TryGetBest(side.Opposite(), out DepthLevel opposite) ? (opposite.Price - price) * side.Sign() : 1;
        // What the market has left far behind is not waited for: the book stays bounded.
        double rate = distance > 3L * _distanceCount ? _cancelRateMax : CancelRate(distance);
        if (market.Random.NextDouble() * _cancelRateMax < rate)
        {
            market.Cancel(orderId);
        }
    }

    private long Next(MarketAccess market)
    {
        _scheduledRate = 2.0 * _options.LimitOrdersPerSecond + CancelRateTotal(market);
        return market.Now + 1 + (long)market.Random.NextExponential(1e9 / _scheduledRate);
    }

    private double CancelRateTotal(MarketAccess market) => _places * _cancelRateMax * market.Activity;

    private double CancelRate(long distance) => _cancelRates[(int)Math.Clamp(distance - 1, 0, _cancelRates.Length - 1)];

    private int TakePlace()
    {
        if (_freeCount > 0)
        {
            return _freePlaces[--_freeCount];
        }

        if (_places == _openOrders.Length)
        {
            Array.Resize(ref _openOrders, _places * 2);
            Array.Resize(ref _freePlaces, _places * 2);
        }

        return _places++;
    }
}
