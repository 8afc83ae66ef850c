using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>The clustered market orders of <see cref="HawkesFlowOptions"/>.</summary>
internal sealed class HawkesFlow(HawkesFlowOptions options) : ExchangeParticipant
{
    private double _buyExcitement;
    private double _sellExcitement;
    private double _bound;
    private double _buyBase;
    private double _sellBase;
    private long _last;

    protected internal override long OnStart(MarketAccess market) => Next(market);

    protected internal override long OnWake(MarketAccess market)
    {
        double fade = DeterministicMath.Exp(-options.DecayPerSecond * (market.Now - _last) / 1e9);
        _buyExcitement *= fade;
        _sellExcitement *= fade;
        double buy = _buyBase + _buyExcitement;
        double sell = _sellBase + _sellExcitement;
        double u = market.Random.NextDouble() * _bound;
        if (u < buy)
        {
            _buyExcitement += options.SelfExcitation * options.DecayPerSecond;
            _sellExcitement += options.CrossExcitation * options.DecayPerSecond;
            Send(market, Side.Bid);
        }
        else if (u < buy + sell)
        {
            _sellExcitement += options.SelfExcitation * options.DecayPerSecond;
            _buyExcitement += options.CrossExcitation * options.DecayPerSecond;
            Send(market, Side.Ask);
        }

        return Next(market);
    }

    private void Send(MarketAccess market, Side side) =>
        market.Submit(OrderRequest.Market(side, 1 + (long)market.Random.NextExponential(options.MeanLots - 0.5)));

    private long Next(MarketAccess market)
    {
        // Until the next candidate the base is held and the excitement can only fade: their sum now bounds the intensity.
        double rate = options.BaseRatePerSecond * market.Activity;
        double buyShare = 0.5 + 0.5 * options.LeanSensitivity * market.Lean;
        _buyBase = rate * buyShare;
        _sellBase = rate - _buyBase;
        _bound = rate + _buyExcitement + _sellExcitement;
        _last = market.Now;
        return market.Now + 1 + (long)market.Random.NextExponential(1e9 / _bound);
    }
}
