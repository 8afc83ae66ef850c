namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Lets every trade id pass once, whichever of two connections brings it first: remembers which of the last 4,096 ids have
/// passed. Ids count upward; what is older than that is taken for seen.
/// </summary>
internal sealed class TradeWindow
{
    private const int Size = 4096;
    private readonly ulong[] seen = new ulong[Size / 64];
    private long last = -1;

    /// <summary>True when the id has not passed before.</summary>
    /// <param name="id">At least 0.</param>
    /// <param name="isLate">A later id has passed already.</param>
    public bool TryPass(long id, out bool isLate)
    {
        isLate = id < last;
        if (id > last)
        {
            if (last < 0 || id - last >= Size)
            {
                // What lies before the first one is not ours to judge: it counts as seen.
                Array.Fill(seen, last < 0 ? ulong.MaxValue : 0);
            }
            else
            {
                for (long skipped = last + 1; skipped < id; skipped++)
                {
                    seen[(skipped % Size) >> 6] &= ~(1UL << (int)(skipped & 63));
                }
            }

            last = id;
        }
        else if (last - id >= Size || (seen[(id % Size) >> 6] & (1UL << (int)(id & 63))) != 0)
        {
            return false;
        }

        seen[(id % Size) >> 6] |= 1UL << (int)(id & 63);
        return true;
    }
}
