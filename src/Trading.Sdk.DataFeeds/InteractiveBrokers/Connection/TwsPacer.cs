namespace Trading.Sdk.DataFeeds;

/// <summary>
/// A token bucket on a clock. It holds <see cref="Burst"/> tokens and gains the rest of the rate a second, so that no window of one
/// second ever sees more than the rate. One caller at a time.
/// </summary>
internal sealed class TwsPacer
{
    public const int Burst = 10;

    private readonly TimeProvider clock;
    private readonly double perSecond;
    private double tokens = Burst;
    private long last;

    public TwsPacer(TimeProvider clock, int messagesPerSecond)
    {
        this.clock = clock;
        perSecond = messagesPerSecond - Burst;
        last = clock.GetTimestamp();
    }

    /// <summary>Waits until a message may leave.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long now = clock.GetTimestamp();
            tokens = Math.Min(Burst, tokens + (clock.GetElapsedTime(last, now).TotalSeconds * perSecond));
            last = now;
            if (tokens >= 1)
            {
                tokens--;
                return;
            }

            // Up to the next whole millisecond: a timer that fires early would only go round once more.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((1 - tokens) / perSecond * 1000)), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes all tokens and a second more: the server complained.</summary>
    public void Penalize() => tokens = -perSecond;
}
