using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// How long the rows of a book have been out of order or crossed, and how long that may last before the book is asked for again:
/// each new attempt doubles the patience, until the book was in order for as long as the longest wait.
/// </summary>
internal sealed class TwsBookOrder(TwsFeedOptions options)
{
    private static readonly long LongestDelay = Timestamp.FromTimeSpan(TimeSpan.FromMinutes(1));

    private long unsortedSince;
    private long crossedSince;
    private long lastTrouble;
    private int attempts;

    /// <summary>Wait before the next attempt, nanoseconds; counts it.</summary>
    public long NextDelay() => Math.Min(Timestamp.FromTimeSpan(options.ResubscribeDelay) << Math.Min(attempts++, 10), LongestDelay);

    /// <summary>A new connection: nothing that was tried on the old one counts.</summary>
    public void ForgetAttempts() => attempts = 0;

    /// <summary>The rows begin anew.</summary>
    public void Restart(long now)
    {
        unsortedSince = crossedSince = 0;
        lastTrouble = now;
    }

    /// <summary>Takes note of the rows after a batch.</summary>
    /// <returns>Whether the rows have just become unsorted, and just become crossed.</returns>
    public (bool Unsorted, bool Crossed) Note(TwsDepthLadder ladder, long now)
    {
        bool sorted = ladder.IsSorted, crossed = ladder.IsCrossed;
        (bool, bool) begins = (!sorted && unsortedSince == 0, crossed && crossedSince == 0);
        unsortedSince = sorted ? 0 : unsortedSince == 0 ? now : unsortedSince;
        crossedSince = crossed || ladder.IsSuspect ? (crossedSince == 0 ? now : crossedSince) : 0;
        lastTrouble = unsortedSince != 0 || crossedSince != 0 ? now : lastTrouble;
        return begins;
    }

    /// <summary>True when the disorder has outlasted its limit: the book is to be asked for again.</summary>
    public bool IsIntolerable(long now)
    {
        bool intolerable = (unsortedSince != 0 && now - unsortedSince > Patience(options.UnsortedLimit))
            || (crossedSince != 0 && now - crossedSince > Patience(options.CrossedLimit));
        attempts += intolerable ? 1 : 0;
        return intolerable;
    }

    /// <summary>One good snapshot proves nothing: the waits are short again after a book was in order for as long as the longest wait.</summary>
    public void Forgive(long now)
    {
        if (unsortedSince == 0 && crossedSince == 0 && now - lastTrouble > LongestDelay)
        {
            attempts = 0;
        }
    }

    private long Patience(TimeSpan limit)
    {
        long nanos = Timestamp.FromTimeSpan(limit);
        return Math.Max(nanos, Math.Min(nanos << Math.Min(attempts, 10), LongestDelay));
    }
}
