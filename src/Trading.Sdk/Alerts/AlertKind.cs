namespace Trading.Sdk;

/// <summary>Kinds of <see cref="Alert"/>.</summary>
public enum AlertKind
{
    /// <summary>A source's hit rate fell below its threshold.</summary>
    Performance = 0,

    /// <summary>A source's errors rose for good.</summary>
    Drift,

    /// <summary>No data for longer than the limit.</summary>
    Staleness,

    /// <summary>The circuit breaker changed its state.</summary>
    Breaker,

    /// <summary>A store did not take records.</summary>
    Storage,
}
