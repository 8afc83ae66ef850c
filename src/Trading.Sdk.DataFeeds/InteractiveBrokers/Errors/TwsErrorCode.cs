namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The codes whose meaning decides what a client does, and the class of every code. Decisions go by the number alone: texts are
/// localised. Unknown codes are classified by the documented ranges (2100…2169 are notices; anything else with a request id ends it).
/// </summary>
public static class TwsErrorCode
{
    /// <summary>More than 50 messages a second.</summary>
    public const int MessageRateExceeded = 100;

    /// <summary>All market data lines are in use.</summary>
    public const int MaxTickers = 101;

    /// <summary>Historical data service: no data, or pacing.</summary>
    public const int HistoricalServiceError = 162;

    /// <summary>All depth subscriptions are in use.</summary>
    public const int MaxDepthRequests = 309;

    /// <summary>The depth subscription to cancel is unknown.</summary>
    public const int UnknownDepthRequest = 310;

    /// <summary>Depth was halted: subscribe again.</summary>
    public const int DepthHalted = 316;

    /// <summary>Depth was reset: empty the book, rows follow.</summary>
    public const int DepthReset = 317;

    /// <summary>The client id is in use.</summary>
    public const int ClientIdInUse = 326;

    /// <summary>A client-side code: the server is too old.</summary>
    public const int ServerOutdated = 503;

    /// <summary>A client-side code: the length of a frame is beyond the limit.</summary>
    public const int BadMessageLength = 507;

    /// <summary>The server lost its link to the broker.</summary>
    public const int LinkLost = 1100;

    /// <summary>The link is back, subscriptions are lost.</summary>
    public const int LinkRestoredDataLost = 1101;

    /// <summary>The link is back, subscriptions are kept.</summary>
    public const int LinkRestoredDataKept = 1102;

    /// <summary>The port was changed in the server's settings.</summary>
    public const int PortChanged = 1300;

    /// <summary>A market data farm is broken.</summary>
    public const int MarketFarmBroken = 2103;

    /// <summary>A market data farm is OK.</summary>
    public const int MarketFarmOk = 2104;

    /// <summary>The server lost its link; it restores it by itself.</summary>
    public const int ServerLinkBroken = 2110;

    /// <summary>All tick-by-tick subscriptions are in use.</summary>
    public const int MaxTickByTickRequests = 10190;

    /// <summary>No data while another session of the user has it.</summary>
    public const int CompetingSession = 10197;

    /// <summary>Real-time bars were deactivated: subscribe again.</summary>
    public const int BarsDeactivated = 10225;

    /// <summary>The class of a code.</summary>
    /// <param name="code">Any code, known or not.</param>
    /// <param name="requestId">The request it came with; −1 = none.</param>
    public static TwsErrorClass Classify(int code, int requestId = TwsWire.NoRequest) => code switch
    {
        ClientIdInUse or 502 or ServerOutdated or 504 or BadMessageLength or PortChanged => TwsErrorClass.Connection,
        LinkRestoredDataKept or MarketFarmOk or 2106 or 2107 or 2108 or 2119 or 2152 or 2158 => TwsErrorClass.Information,
        MessageRateExceeded or 165 or UnknownDepthRequest or DepthReset or LinkLost or LinkRestoredDataLost => TwsErrorClass.Warning,
        10089 or 10090 or 10091 or 10167 or CompetingSession => TwsErrorClass.Warning,
        >= 2100 and <= 2169 => TwsErrorClass.Warning,
        _ => requestId >= 0 ? TwsErrorClass.Request : TwsErrorClass.Warning,
    };

    /// <summary>True when the request was refused only because others use up a limit: it may be asked again when one of them has ended.</summary>
    public static bool IsLimit(int code) => code is MaxTickers or MaxDepthRequests or MaxTickByTickRequests;
}
