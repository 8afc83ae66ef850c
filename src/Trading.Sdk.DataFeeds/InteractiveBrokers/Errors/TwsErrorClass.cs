namespace Trading.Sdk.DataFeeds;

/// <summary>How far an error or notice of the server reaches.</summary>
public enum TwsErrorClass
{
    /// <summary>A fact; nothing to do.</summary>
    Information = 0,

    /// <summary>Something is degraded, or was slightly wrong; requests go on.</summary>
    Warning,

    /// <summary>The request it belongs to has ended.</summary>
    Request,

    /// <summary>The connection cannot be used, or will be closed.</summary>
    Connection,
}
