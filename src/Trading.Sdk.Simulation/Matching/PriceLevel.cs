namespace Trading.Sdk.Simulation;

/// <summary>A price level of one side: a queue of orders, oldest first.</summary>
internal struct PriceLevel
{
    public int Head;
    public int Tail;
    public int Count;
    public long DisplayedLots;
    public long HiddenLots;
}
