using System.Runtime.CompilerServices;

namespace Trading.Sdk.MarketData;

/// <summary>Adapters over feeds.</summary>
public static class MarketDataFeedExtensions
{
    /// <summary>Runs a feed and yields its events: pull instead of push, over a bounded queue.</summary>
    /// <param name="feed">The feed; it runs while the enumeration runs and is cancelled when the enumeration ends.</param>
    /// <param name="capacity">Most events between feed and reader.</param>
    /// <param name="policy">What happens when the reader is slow.</param>
    /// <param name="cancellationToken">Ends both.</param>
    public static async IAsyncEnumerable<MarketEvent> PullAsync(
        this IMarketDataFeed feed,
        int capacity = 65_536,
        OverflowPolicy policy = OverflowPolicy.Wait,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feed);
        using var queue = new MarketEventQueue(capacity, policy);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task run = Task.Run(() => RunAsync(feed, queue, stop.Token), CancellationToken.None);
        try
        {
            await foreach (MarketEvent e in queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return e;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            queue.Complete();
            await run.ConfigureAwait(false);
        }
    }

    /// <summary>Runs the feed to its end; its error becomes the reader's, so the task itself never faults.</summary>
    private static async Task RunAsync(IMarketDataFeed feed, MarketEventQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            await feed.RunAsync(queue, cancellationToken).ConfigureAwait(false);
            queue.Complete();
        }
#pragma warning disable CA1031 // Whatever ends the feed is handed to the reader.
        catch (Exception e)
#pragma warning restore CA1031
        {
            queue.Complete(e);
        }
    }
}
