namespace Trading.Sdk.DataFeeds;

/// <summary>Connections that may be opened in any five minutes: an attempt beyond them waits. Thread-safe.</summary>
internal sealed class AttemptBudget(int attemptsMax, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> attempts = new();

    public async ValueTask AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (gate)
            {
                DateTimeOffset now = clock.GetUtcNow();
                while (attempts.TryPeek(out DateTimeOffset oldest) && now - oldest >= Window)
                {
                    attempts.Dequeue();
                }

                if (attempts.Count < attemptsMax)
                {
                    attempts.Enqueue(now);
                    return;
                }

                wait = attempts.Peek() + Window - now;
            }

            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
