using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// The flow of resting orders: quantity added to and taken off each side of the best n levels, between one look at the book and the next. Added bids are
/// passive buying, added asks passive selling; what was taken off was executed or cancelled. Sums are exact, in storage increments.
/// </summary>
/// <remarks>
/// Only prices that both looks can see are compared: a level that enters or leaves the n best because others did is no flow. A stream that reports net
/// changes (a depth message every 100 ms) hides what was added and cancelled in between, so the sums are lower bounds there.
/// </remarks>
public sealed class PassiveFlow
{
    private readonly SideFlow _bids;
    private readonly SideFlow _asks;
    private bool _hasLast;

    /// <summary>Makes the measure.</summary>
    /// <param name="levels">Levels n, at least 1. Default 10.</param>
    public PassiveFlow(int levels = 10)
    {
        _bids = new SideFlow(Require.AtLeast(levels, 1, nameof(levels)), Side.Bid);
        _asks = new SideFlow(levels, Side.Ask);
    }

    /// <summary>Quantity added to the bids so far.</summary>
    public long BidsAdded => _bids.Added;

    /// <summary>Quantity added to the asks so far.</summary>
    public long AsksAdded => _asks.Added;

    /// <summary>Quantity taken off the bids so far.</summary>
    public long BidsRemoved => _bids.Removed;

    /// <summary>Quantity taken off the asks so far.</summary>
    public long AsksRemoved => _asks.Removed;

    /// <summary>Takes the book after a change.</summary>
    /// <param name="bids">Bids, best first; more than n levels are cut.</param>
    /// <param name="asks">Asks, best first.</param>
    public void Update(ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks)
    {
        _bids.Update(bids, _hasLast);
        _asks.Update(asks, _hasLast);
        _hasLast = true;
    }

    /// <summary>Ends the sequence without losing the sums: the next book is compared with nothing. For a gap.</summary>
    public void Break() => _hasLast = false;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _hasLast = false;
        _bids.Added = _bids.Removed = _asks.Added = _asks.Removed = 0;
    }

    private sealed class SideFlow(int levels, Side side)
    {
        private readonly DepthLevel[] _last = new DepthLevel[levels];
        private readonly int _sign = side.Sign();
        private int _count;

        public long Added { get; set; }

        public long Removed { get; set; }

        public void Update(ReadOnlySpan<DepthLevel> now, bool compares)
        {
            now = now[..Math.Min(now.Length, _last.Length)];
            if (compares)
            {
                Compare(now);
            }

            now.CopyTo(_last);
            _count = now.Length;
        }

        // Rank = price in the direction of better; both looks know every level down to their last one, or all when they hold fewer than n.
        private void Compare(ReadOnlySpan<DepthLevel> now)
        {
            long known = Math.Max(Known(_last.AsSpan(0, _count)), Known(now));
            int i = 0, j = 0;
            while (true)
            {
                long before = i < _count ? _last[i].Price * _sign : long.MinValue;
                long after = j < now.Length ? now[j].Price * _sign : long.MinValue;
                long rank = Math.Max(before, after);
                if (rank == long.MinValue || rank < known)
                {
                    return;
                }

                long change = (after == rank ? now[j++].Quantity : 0) - (before == rank ? _last[i++].Quantity : 0);
                Added += Math.Max(change, 0);
                Removed -= Math.Min(change, 0);
            }
        }

        private long Known(ReadOnlySpan<DepthLevel> book) => book.Length < levels ? long.MinValue + 1 : book[^1].Price * _sign;
    }
}
