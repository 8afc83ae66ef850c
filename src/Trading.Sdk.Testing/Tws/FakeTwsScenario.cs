namespace Trading.Sdk.Testing;

/// <summary>
/// What a <see cref="FakeTwsGateway"/> says. Keys of contracts are <c>SYMBOL@EXCHANGE</c>. Everything that is text on the wire is text
/// here, so that a test decides every character.
/// </summary>
public sealed record FakeTwsScenario
{
    /// <summary>Version the gateway answers with. Default 176.</summary>
    public int ServerVersion { get; init; } = 176;

    /// <summary>Its time at the connection.</summary>
    public string ConnectionTime { get; init; } = "20260105 09:30:00 EST";

    /// <summary>Accounts, comma separated.</summary>
    public string Accounts { get; init; } = "DU1234567";

    /// <summary>The next valid id.</summary>
    public int NextValidId { get; init; } = 1;

    /// <summary>Its time, Unix seconds.</summary>
    public long Time { get; init; } = 1_767_623_411;

    /// <summary>Notices after the start: code and text.</summary>
    public IReadOnlyList<(int Code, string Text)> Notices { get; init; } = [];

    /// <summary>Fields of the answer to reqMktDepthExchanges, five each.</summary>
    public IReadOnlyList<string[]> DepthExchanges { get; init; } = [];

    /// <summary>Fields of the answer to reqSmartComponents, three each.</summary>
    public IReadOnlyList<string[]> SmartComponents { get; init; } = [];

    /// <summary>Fields of contractData behind the request id, by symbol, as a server of 164 and later sends them.</summary>
    public IReadOnlyDictionary<string, string[]> Contracts { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>Depth by contract.</summary>
    public IReadOnlyDictionary<string, FakeTwsDepth> Depth { get; init; } = new Dictionary<string, FakeTwsDepth>(StringComparer.Ordinal);

    /// <summary>Depth subscriptions at a time; one more is answered with 309. Default 3.</summary>
    public int DepthLimit { get; init; } = 3;

    /// <summary>Rows still sent after a cancel.</summary>
    public IReadOnlyList<FakeTwsStep> LateAfterCancel { get; init; } = [];

    /// <summary>Fields behind the type of each tick, by kind (Last, AllLast, BidAsk, MidPoint).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string[]>> TickByTick { get; init; } = new Dictionary<string, IReadOnlyList<string[]>>(StringComparer.Ordinal);

    /// <summary>Tick-by-tick subscriptions at a time; one more is answered with 10190. Default 3.</summary>
    public int TickByTickLimit { get; init; } = 3;

    /// <summary>Ticks of a market-data request: message (price, size, string, generic) and the fields behind the request id.</summary>
    public IReadOnlyList<(string Kind, string[] Fields)> Ticks { get; init; } = [];

    /// <summary>Smallest price step told to market-data requests.</summary>
    public string MinTick { get; init; } = "0.01";

    /// <summary>Fields behind the request id of each five-second bar.</summary>
    public IReadOnlyList<string[]> RealTimeBars { get; init; } = [];

    /// <summary>Start, end and the rows of the historical bars.</summary>
    public (string Start, string End, IReadOnlyList<string[]> Rows) HistoricalBars { get; init; } = ("", "", []);

    /// <summary>Fields behind the request id of each update of a history.</summary>
    public IReadOnlyList<string[]> HistoricalUpdates { get; init; } = [];

    /// <summary>Rows of historical ticks by TRADES, BID_ASK, MIDPOINT.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string[]>> HistoricalTicks { get; init; } = new Dictionary<string, IReadOnlyList<string[]>>(StringComparer.Ordinal);

    /// <summary>The client id is in use on these connections (counted from 0): 326, then close.</summary>
    public Func<int, bool> IsClientIdInUse { get; init; } = static _ => false;

    /// <summary>Real time between startApi and the first valid id. Default none.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>Bytes after which the n-th connection is reset; null = never.</summary>
    public Func<int, long?> CutAfterBytes { get; init; } = static _ => null;

    /// <summary>Bytes of each write, made by calls in order; null = a frame a write. Two connections never share a chunker.</summary>
    public Func<int, Func<int>?> Chunks { get; init; } = static _ => null;

    /// <summary>Frames are gathered until this many bytes or the end of a script. Default 0: not gathered.</summary>
    public int CoalesceBytes { get; init; }
}
