namespace Trading.Sdk.DataFeeds;

/// <summary>The numbers of a depth message's head: E as printed, U, u, and pu (−1 where the market has none).</summary>
internal struct DepthHeadNumbers
{
    public long EventTime;
    public long First;
    public long Final;
    public long Previous;
}
