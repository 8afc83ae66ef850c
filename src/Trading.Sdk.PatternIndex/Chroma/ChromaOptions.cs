namespace Trading.Sdk.PatternIndex;

/// <summary>Where Chroma is and how patiently it is asked; checked when the client is made.</summary>
public sealed class ChromaOptions
{
    /// <summary>The server. Default http://localhost:8000.</summary>
    public Uri BaseAddress { get; set; } = new("http://localhost:8000");

    /// <summary>Tenant. Default default_tenant.</summary>
    public string Tenant { get; set; } = "default_tenant";

    /// <summary>Database. Default default_database.</summary>
    public string Database { get; set; } = "default_database";

    /// <summary>Records a request. 1 … 5,461 (the server's own advice), default 2,000.</summary>
    public int BatchSize { get; set; } = 2_000;

    /// <summary>Tries after the first for requests that may succeed later. 0 … 20, default 4.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>Wait before the first retry; doubled each time, with jitter. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time of one try. Default 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of waits and timeouts. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(BaseAddress, nameof(BaseAddress));
        ArgumentException.ThrowIfNullOrEmpty(Tenant, nameof(Tenant));
        ArgumentException.ThrowIfNullOrEmpty(Database, nameof(Database));
        ArgumentNullException.ThrowIfNull(TimeProvider, nameof(TimeProvider));
        if (BatchSize is < 1 or > 5_461)
        {
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, "Must be 1 … 5,461.");
        }

        if (Retries is < 0 or > 20)
        {
            throw new ArgumentOutOfRangeException(nameof(Retries), Retries, "Must be 0 … 20.");
        }

        if (RetryDelay < TimeSpan.Zero || Timeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "Must be greater than 0; the delay 0 or greater.");
        }
    }
}
