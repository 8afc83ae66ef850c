namespace Trading.Sdk.DataFeeds;

/// <summary>The REST interface refused a request, and asking again would not help.</summary>
public sealed class BinanceRestException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">HTTP status code.</param>
    /// <param name="code">Binance's error code, e.g. −1121 for an unknown symbol; 0 where the body told none.</param>
    /// <param name="message">What was asked for and what the venue said.</param>
    public BinanceRestException(int status, int code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    /// <summary>HTTP status code.</summary>
    public int Status { get; }

    /// <summary>Binance's error code, e.g. −1121 for an unknown symbol; 0 where the body told none.</summary>
    public int Code { get; }
}
