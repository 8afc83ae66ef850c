using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Classifies trades by the last price change: up = bought, down = sold, unchanged = as the last change. Unknown before the first change.
/// </summary>
public sealed class TickRule
{
    private long _lastPrice;
    private bool _hasPrice;
    private Side _lastSide;

    /// <summary>Classifies the next trade.</summary>
    /// <param name="price">Its price, in any unit of whole numbers.</param>
    /// <returns>The aggressor, or None before the first price change.</returns>
    public Side Classify(long price)
    {
        if (_hasPrice && price != _lastPrice)
        {
            _lastSide = price > _lastPrice ? Side.Bid : Side.Ask;
        }

        _lastPrice = price;
        _hasPrice = true;
        return _lastSide;
    }

    /// <summary>Forgets the last price.</summary>
    public void Reset()
    {
        _hasPrice = false;
        _lastSide = Side.None;
    }
}
