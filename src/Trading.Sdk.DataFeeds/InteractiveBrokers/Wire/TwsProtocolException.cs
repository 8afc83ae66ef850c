using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Bytes of a TWS or gateway are not of the documented form. The message names the message, the field and what was expected.</summary>
public sealed class TwsProtocolException : MarketDataFormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found where, and what was expected.</param>
    /// <param name="code">The client-side code of the official API that fits (507 bad length, 503 outdated server), or 0.</param>
    public TwsProtocolException(string message, int code = 0)
        : base(message) => Code = code;

    /// <summary>The client-side code of the official API that fits, or 0.</summary>
    public int Code { get; }
}
