namespace Trading.Sdk.DataFeeds;

/// <summary>Ids of the messages a server sends, as far as they are read here.</summary>
internal static class TwsIncoming
{
    public const int TickPrice = 1;
    public const int TickSize = 2;
    public const int Error = 4;
    public const int NextValidId = 9;
    public const int ContractData = 10;
    public const int MarketDepth = 12;
    public const int MarketDepthL2 = 13;
    public const int ManagedAccounts = 15;
    public const int HistoricalData = 17;
    public const int TickOptionComputation = 21;
    public const int TickGeneric = 45;
    public const int TickString = 46;
    public const int CurrentTime = 49;
    public const int RealTimeBar = 50;
    public const int ContractDataEnd = 52;
    public const int TickSnapshotEnd = 57;
    public const int MarketDataType = 58;
    public const int DepthExchanges = 80;
    public const int TickReqParams = 81;
    public const int SmartComponents = 82;
    public const int HeadTimestamp = 88;
    public const int HistoricalDataUpdate = 90;
    public const int RerouteMarketData = 91;
    public const int RerouteMarketDepth = 92;
    public const int HistoricalTicks = 96;
    public const int HistoricalTicksBidAsk = 97;
    public const int HistoricalTicksLast = 98;
    public const int TickByTick = 99;
}
