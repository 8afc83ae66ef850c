namespace Trading.Sdk.Testing;

/// <summary>What goes wrong with the next depth answers.</summary>
public enum FakeSnapshotFault
{
    /// <summary>It comes late: its content is of the time of the question.</summary>
    Late,

    /// <summary>It never comes.</summary>
    Never,

    /// <summary>It is a book of long ago.</summary>
    Stale,

    /// <summary>It has an id and no levels.</summary>
    Empty,

    /// <summary>It has no body.</summary>
    NoBody,

    /// <summary>Its JSON ends in the middle.</summary>
    Truncated,

    /// <summary>The connection is cut in the middle of it.</summary>
    Cut,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>418 with Retry-After.</summary>
    Banned,

    /// <summary>500 with HTML.</summary>
    ServerError,
}
