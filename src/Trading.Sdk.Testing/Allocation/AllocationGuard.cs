namespace Trading.Sdk.Testing;

/// <summary>
/// Proves that code allocates nothing on the managed heap: the action is warmed up until it is compiled at its
/// final tier, then the bytes allocated by the current thread are counted over many runs.
/// </summary>
public static class AllocationGuard
{
    private const int Rounds = 8;

    /// <summary>Counts the bytes that <paramref name="action"/> allocates on the calling thread.</summary>
    /// <param name="action">The hot path, called <paramref name="warmUp"/> + <paramref name="runs"/> times.</param>
    /// <param name="runs">Measured calls; at least 1. Default 100.</param>
    /// <param name="warmUp">Calls before the measurement; at least 1. Default 100.</param>
    /// <returns>Bytes allocated over the measured calls, the least of up to 8 rounds of them; 0 means that the path is free of allocation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 1.</exception>
    /// <remarks>Allocations of other threads are not seen. Pass a cached delegate: a closure made by the caller is outside the count.</remarks>
    public static long CountBytes(Action action, int runs = 100, int warmUp = 100)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(warmUp, 1);

        for (int i = 0; i < warmUp; i++)
        {
            action();
        }

        long least = long.MaxValue;
        // Code is first compiled without optimisation, and such code may box what the optimised one does not. The better one is made
        // in the background, on a clock of its own (100 ms): as long as bytes are seen, it is given time and another round.
        using var never = new ManualResetEventSlim();
        for (int round = 0; round < Rounds && least != 0; round++)
        {
            if (round > 0)
            {
                never.Wait(TimeSpan.FromMilliseconds(120));
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < runs; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>Throws when <paramref name="action"/> allocates; the parameters are those of <see cref="CountBytes"/>.</summary>
    /// <exception cref="AllocationException">Bytes were allocated; the message tells how many per call.</exception>
    public static void ShouldNotAllocate(Action action, int runs = 100, int warmUp = 100)
    {
        long bytes = CountBytes(action, runs, warmUp);
        if (bytes != 0)
        {
            throw new AllocationException(bytes, runs);
        }
    }
}
