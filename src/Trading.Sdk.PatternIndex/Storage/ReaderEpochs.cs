namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Tells a writer when memory that it has unlinked can be used again: every search notes the epoch it began in, and a slot
/// retired in epoch e is free once no search of an earlier epoch runs (K. Fraser, Practical lock-freedom, 2004, section 5.2.3).
/// Searches write one word of their own and take no lock.
/// </summary>
internal sealed class ReaderEpochs
{
    private readonly Lock _registration = new();
    private SearchContext[] _contexts = [];
    private long _epoch = 1;

    public long Current => Volatile.Read(ref _epoch);

    /// <summary>Starts a new epoch and returns it: what was unlinked before is free once <see cref="IsPast"/> says so.</summary>
    public long Advance() => Interlocked.Increment(ref _epoch);

    public void Register(SearchContext context)
    {
        lock (_registration)
        {
            Volatile.Write(ref _contexts, [.. _contexts, context]);
        }
    }

    public void Unregister(SearchContext context)
    {
        lock (_registration)
        {
            Volatile.Write(ref _contexts, Array.FindAll(_contexts, c => c != context));
        }
    }

    public bool IsPast(long epoch)
    {
        Interlocked.MemoryBarrier();
        foreach (SearchContext context in Volatile.Read(ref _contexts))
        {
            long active = Volatile.Read(ref context.ActiveEpoch);
            if (active != 0 && active < epoch)
            {
                return false;
            }
        }

        return true;
    }
}
