namespace Trading.Sdk.DataFeeds;

/// <summary>There is no usable connection to the TWS or gateway.</summary>
public sealed class TwsConnectionException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened to which connection.</param>
    /// <param name="code">The official code that fits (326, 502, 503, 504, 507), or 0.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TwsConnectionException(string message, int code = 0, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The official code that fits: 326 client id in use, 502 cannot connect, 503 server too old, 504 not connected, 507 bad length; or 0.</summary>
    public int Code { get; }

    /// <summary>True when another attempt may succeed.</summary>
    public bool IsTransient => Code is not (TwsErrorCode.ClientIdInUse or TwsErrorCode.ServerOutdated);
}
