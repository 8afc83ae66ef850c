using System.Diagnostics.Metrics;

namespace Trading.Sdk.DataFeeds;

/// <summary>The counters every live feed publishes, tagged with its name. Meter: <c>Trading.Sdk.DataFeeds</c>.</summary>
internal sealed class FeedMetrics(string feed)
{
    private static readonly Meter Meter = new("Trading.Sdk.DataFeeds");
    private static readonly Counter<long> MessageCounter = Meter.CreateCounter<long>("trading.feed.messages", "{message}", "Messages decoded.");
    private static readonly Counter<long> GapCounter = Meter.CreateCounter<long>("trading.feed.gaps", "{gap}", "Breaks in a venue's sequence.");
    private static readonly Counter<long> ResyncCounter = Meter.CreateCounter<long>("trading.feed.resyncs", "{resync}", "Books cleared after having been live.");
    private static readonly Counter<long> ReconnectCounter = Meter.CreateCounter<long>("trading.feed.reconnects", "{reconnect}", "Connections opened after the first.");
    private static readonly Counter<long> MalformedCounter = Meter.CreateCounter<long>("trading.feed.malformed", "{message}", "Messages that could not be read.");
    private static readonly Counter<long> StateCounter = Meter.CreateCounter<long>("trading.feed.state_changes", "{change}", "Changes of state, by new state and reason.");

    private readonly KeyValuePair<string, object?> tag = new("feed", feed);

    public void Messages(long count) => MessageCounter.Add(count, tag);

    public void Gap() => GapCounter.Add(1, tag);

    public void Resync() => ResyncCounter.Add(1, tag);

    public void Reconnect() => ReconnectCounter.Add(1, tag);

    public void Malformed() => MalformedCounter.Add(1, tag);

    public void State(FeedState state, FeedStateReason reason) =>
        StateCounter.Add(1, tag, new KeyValuePair<string, object?>("state", state.ToString()), new KeyValuePair<string, object?>("reason", reason.ToString()));
}
