using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Classifies trades against the mid before the trade: above = bought, below = sold, at the mid by the tick rule.
/// </summary>
/// <remarks>
/// C. Lee, M. Ready, "Inferring Trade Direction from Intraday Data", J. Finance 46(2), 1991. Their five-second quote delay belongs to
/// the reporting of that time; here the caller passes the quote that ruled just before the trade.
/// </remarks>
public sealed class LeeReady
{
    private readonly TickRule _tick = new();

    /// <summary>Classifies the next trade.</summary>
    /// <param name="price">Price in storage increments.</param>
    /// <param name="before">The touch before the trade; when it is not two-sided the tick rule decides.</param>
    /// <returns>The aggressor, or None when neither the quote nor the tick rule tells.</returns>
    public Side Classify(long price, in QuoteTick before)
    {
        Side byTick = _tick.Classify(price);
        if (!before.IsTwoSided)
        {
            return byTick;
        }

        long twice = 2 * price;
        long mid = before.BidPrice + before.AskPrice;
        return twice > mid ? Side.Bid : twice < mid ? Side.Ask : byTick;
    }

    /// <summary>Forgets the price history.</summary>
    public void Reset() => _tick.Reset();
}
