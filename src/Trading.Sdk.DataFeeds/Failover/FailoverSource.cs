using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One source of a <see cref="FailoverFeed"/>: it always runs and keeps its books, so that it can take over at any moment.</summary>
internal sealed class FailoverSource(FailoverFeed owner, IMarketDataFeed feed, int index) : IMarketEventSink
{
    private readonly RecordedBooks books = new(feed.Instruments);
    private bool ended;
    private bool failed;

    public IMarketDataFeed Feed { get; } = feed;

    public int Index { get; } = index;

    /// <summary>Number of the source in events; 0 is the unnamed source.</summary>
    public ushort SourceId => (ushort)(Index + 1);

    /// <summary>Since when it has been live without a break, nanoseconds since 1970; 0 = it is not.</summary>
    public long LiveSince { get; set; }

    /// <summary>Since when it has not been live; 0 = it is.</summary>
    public long NotLiveSince { get; set; }

    public FeedStatus Status => ended || failed
        ? new FeedStatus(FeedState.Failed, failed ? FeedStateReason.ConnectionLost : FeedStateReason.Stopped, NotLiveSince)
        : Feed is ILiveFeed live ? live.Status : new FeedStatus(HasSpoken ? FeedState.Live : FeedState.Snapshotting, FeedStateReason.None, LiveSince);

    private bool HasSpoken { get; set; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        HasSpoken = true;
        owner.OnEvents(this, events);
    }

    public void OnBars(ReadOnlySpan<Bar> bars) => owner.OnBars(this, bars);

    public void Apply(ReadOnlySpan<MarketEvent> events) => books.Apply(events);

    public List<MarketEvent> Snapshot(long now) => books.Snapshot(now, now);

    /// <summary>Runs the feed until the token is cancelled; a feed that breaks is run again, one that is finished is not.</summary>
    public async Task RunAsync(FailoverOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Feed.RunAsync(this, cancellationToken).ConfigureAwait(false);
                ended = true;
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a source dies of, the others go on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed = true;
                owner.OnSourceFailed(this, e);
            }

            await Task.Delay(options.RestartDelay, options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            failed = false;
            HasSpoken = false;
        }
    }
}
