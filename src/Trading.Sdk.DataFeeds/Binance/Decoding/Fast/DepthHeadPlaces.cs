namespace Trading.Sdk.DataFeeds;

/// <summary>Where the numbers of a depth message's head stand; of no length where the market has them not.</summary>
internal struct DepthHeadPlaces
{
    public TextSlice EventTime;
    public TextSlice TransactionTime;
    public TextSlice First;
    public TextSlice Final;
    public TextSlice Previous;
}
