namespace Trading.Sdk.DataFeeds;

/// <summary>The venue refused the login or the subscription.</summary>
/// <param name="code">Its code: 402 login failed, 405 too many symbols, 406 too many connections, 409 not subscribed, …; 0 = none.</param>
/// <param name="text">Its text.</param>
public sealed class AlpacaException(int code, string text) : IOException($"Alpaca: {code} {text}")
{
    /// <summary>The venue's code; 0 = none.</summary>
    public int Code { get; } = code;

    /// <summary>True when another attempt may succeed: too many connections (an old one may not have been closed yet), or too slow a login.</summary>
    public bool IsTransient => Code is not (400 or 402 or 405 or 409 or 410 or 411);
}
