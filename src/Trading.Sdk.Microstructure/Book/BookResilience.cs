using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Measures the resilience of a book: the time from a trade that empties or thins the touch until the spread is back at its old width and the side taken from
/// at a share of its old quantity. One trade is watched at a time; trades during a recovery belong to it.
/// </summary>
public sealed class BookResilience
{
    private readonly long _timeoutNanos;
    private readonly double _share;
    private QuoteTick _before;
    private TradeTick _trade;
    private long _widest;
    private bool _isWatching;

    /// <summary>Makes the measure.</summary>
    /// <param name="timeout">Longest recovery waited for. Default 10 s.</param>
    /// <param name="share">Share of the old quantity that counts as recovered, 0…1. Default 0.8.</param>
    public BookResilience(TimeSpan? timeout = null, double share = 0.8)
    {
        _timeoutNanos = Require.Positive(timeout ?? TimeSpan.FromSeconds(10), nameof(timeout)).Ticks * TimeSpan.NanosecondsPerTick;
        _share = Require.Within(share, 0.0, 1.0, nameof(share));
    }

    /// <summary>Takes a trade.</summary>
    /// <param name="trade">The trade with its aggressor.</param>
    /// <param name="before">The touch before it.</param>
    public void OnTrade(in TradeTick trade, in QuoteTick before)
    {
        if (_isWatching || !before.IsTwoSided || trade.Aggressor == Side.None)
        {
            return;
        }

        long taken = trade.Aggressor == Side.Bid ? before.AskQuantity : before.BidQuantity;
        if (trade.Quantity > (1.0 - _share) * taken)
        {
            _trade = trade;
            _before = before;
            _widest = before.Spread;
            _isWatching = true;
        }
    }

    /// <summary>Takes the touch after a change.</summary>
    /// <param name="quote">The touch.</param>
    /// <param name="recovery">The recovery that ended with it.</param>
    /// <returns>True when one ended, by recovering or by time.</returns>
    public bool OnQuote(in QuoteTick quote, out BookRecovery recovery)
    {
        recovery = default;
        if (!_isWatching || quote.Time < _trade.Time)
        {
            // A quote older than the trade knows nothing of it.
            return false;
        }

        long elapsed = quote.Time - _trade.Time;
        if (quote.IsTwoSided)
        {
            _widest = Math.Max(_widest, quote.Spread);
        }

        bool bought = _trade.Aggressor == Side.Bid;
        bool isRecovered = quote.IsTwoSided && quote.Spread <= _before.Spread
            && (bought ? quote.AskQuantity >= _share * _before.AskQuantity : quote.BidQuantity >= _share * _before.BidQuantity);
        if (elapsed <= _timeoutNanos && !isRecovered)
        {
            return false;
        }

        _isWatching = false;
        isRecovered &= elapsed <= _timeoutNanos;
        recovery = new BookRecovery(_trade.Time, isRecovered ? elapsed : _timeoutNanos, isRecovered, _before.Spread, _widest);
        return true;
    }

    /// <summary>Forgets the trade watched.</summary>
    public void Reset() => _isWatching = false;
}
