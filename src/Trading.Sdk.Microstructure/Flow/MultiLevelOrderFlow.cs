using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Order-flow imbalance of each of the best M levels: the rule of <see cref="OrderFlowImbalance"/> applied to the m-th level before and
/// after each change. Sums are exact, in storage increments.
/// </summary>
/// <remarks>K. Xu, M. Gould, S. Howison, "Multi-Level Order-Flow Imbalance in a Limit Order Book", Market Microstructure and Liquidity, 2019, arXiv 1907.06230.</remarks>
public sealed class MultiLevelOrderFlow
{
    private readonly DepthLevel[] _bids;
    private readonly DepthLevel[] _asks;
    private readonly long[] _sums;
    private bool _hasLast;

    /// <summary>Makes the measure.</summary>
    /// <param name="levels">Levels M, at least 1.</param>
    public MultiLevelOrderFlow(int levels)
    {
        Require.AtLeast(levels, 1, nameof(levels));
        _bids = new DepthLevel[levels];
        _asks = new DepthLevel[levels];
        _sums = new long[levels];
    }

    /// <summary>Running sum of each level, best first.</summary>
    public ReadOnlySpan<long> Sums => _sums;

    /// <summary>Takes the book after a change.</summary>
    /// <param name="bids">Bids, best first; levels that are missing count as quantity 0 at the last price of the side.</param>
    /// <param name="asks">Asks, best first.</param>
    public void Update(ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks)
    {
        if (bids.IsEmpty || asks.IsEmpty)
        {
            _hasLast = false;
            return;
        }

        for (int m = 0; m < _sums.Length; m++)
        {
            DepthLevel bid = m < bids.Length ? bids[m] : new DepthLevel(bids[^1].Price, 0);
            DepthLevel ask = m < asks.Length ? asks[m] : new DepthLevel(asks[^1].Price, 0);
            if (_hasLast)
            {
                _sums[m] += OrderFlowImbalance.Contribution(
                    new QuoteTick(0, _bids[m].Price, _bids[m].Quantity, _asks[m].Price, _asks[m].Quantity),
                    new QuoteTick(0, bid.Price, bid.Quantity, ask.Price, ask.Quantity));
            }

            _bids[m] = bid;
            _asks[m] = ask;
        }

        _hasLast = true;
    }

    /// <summary>Ends the sequence without losing the sums: the next book contributes nothing. For a gap.</summary>
    public void Break() => _hasLast = false;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _hasLast = false;
        Array.Clear(_sums);
    }
}
