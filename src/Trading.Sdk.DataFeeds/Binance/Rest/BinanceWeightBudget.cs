namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The request weight that one internet address may use per minute, shared by everything that asks over it. Requests wait their
/// turn; the venue's own count (X-MBX-USED-WEIGHT) is believed where it is higher; a ban (429, 418) closes the budget until it ends.
/// </summary>
/// <remarks>Thread-safe. Share one instance among the feeds that use the same address and market.</remarks>
public sealed class BinanceWeightBudget
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private long minute = -1;
    private int used;
    private DateTimeOffset closedUntil = DateTimeOffset.MinValue;

    /// <summary>Creates a budget.</summary>
    /// <param name="weightPerMinute">Most weight used in one minute of the clock; greater than 0.</param>
    /// <param name="timeProvider">The clock. Default the system's.</param>
    public BinanceWeightBudget(int weightPerMinute, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weightPerMinute, 1);
        WeightPerMinute = weightPerMinute;
        clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Most weight used in one minute of the clock.</summary>
    public int WeightPerMinute { get; }

    /// <summary>Weight used in the running minute, by our count or the venue's, whichever is higher.</summary>
    public int UsedWeight
    {
        get
        {
            lock (gate)
            {
                Turn(clock.GetUtcNow());
                return used;
            }
        }
    }

    /// <summary>Until when the venue refuses requests; in the past when it does not.</summary>
    public DateTimeOffset ClosedUntil
    {
        get
        {
            lock (gate)
            {
                return closedUntil;
            }
        }
    }

    /// <summary>Takes weight, waiting until there is enough of it and no ban is in force.</summary>
    /// <param name="weight">Of the request, at least 0. One that exceeds the whole budget gets a minute of its own.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask AcquireAsync(int weight, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        while (true)
        {
            TimeSpan wait;
            lock (gate)
            {
                DateTimeOffset now = clock.GetUtcNow();
                Turn(now);
                if (now < closedUntil)
                {
                    wait = closedUntil - now;
                }
                else if (used == 0 || used + weight <= WeightPerMinute)
                {
                    used += weight;
                    return;
                }
                else
                {
                    wait = TimeSpan.FromTicks(Window.Ticks - (now.UtcTicks % Window.Ticks));
                }
            }

            await Task.Delay(wait + TimeSpan.FromMilliseconds(5), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The venue told how much has been used in the running minute.</summary>
    public void Observe(int usedWeight)
    {
        lock (gate)
        {
            Turn(clock.GetUtcNow());
            used = Math.Max(used, usedWeight);
        }
    }

    /// <summary>The venue refuses requests for a time.</summary>
    public void Close(TimeSpan time)
    {
        lock (gate)
        {
            DateTimeOffset until = clock.GetUtcNow() + time;
            closedUntil = until > closedUntil ? until : closedUntil;
        }
    }

    private void Turn(DateTimeOffset now)
    {
        long current = now.UtcTicks / Window.Ticks;
        if (current != minute)
        {
            minute = current;
            used = 0;
        }
    }
}
