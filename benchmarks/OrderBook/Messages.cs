using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>Where the messages of a stream end: a feed knows it, so finding it is not part of a measurement.</summary>
internal static class Messages
{
    public static int[] Ends(MarketEvent[] events)
    {
        var ends = new List<int>();
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                ends.Add(i + 1);
            }
        }

        return [.. ends];
    }
}
