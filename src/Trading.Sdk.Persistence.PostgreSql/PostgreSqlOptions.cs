using System.ComponentModel.DataAnnotations;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>How the PostgreSQL store connects and behaves.</summary>
public sealed class PostgreSqlOptions
{
    /// <summary>Keywords (<c>Host=…;Username=…</c>) or a URI (<c>postgresql://user:password@host:port/database</c>).</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>What opening does about the schema. Default <see cref="MigrationMode.Apply"/>.</summary>
    public MigrationMode Migrations { get; set; } = MigrationMode.Apply;

    /// <summary>
    /// Whether a new schema uses the TimescaleDB extension for the daily tables; one that exists stays as it is. Default
    /// <see cref="TimescaleMode.Auto"/>.
    /// </summary>
    public TimescaleMode Timescale { get; set; } = TimescaleMode.Auto;

    /// <summary>Most connections at a time. 10 to 100; default 20.</summary>
    [Range(10, 100)]
    public int PoolSizeMax { get; set; } = 20;

    /// <summary>Most rows written by one import. 1 to 1,000,000; default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int BatchRows { get; set; } = 10_000;

    /// <summary>Longest time of one command. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of connecting. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a write that may be repeated is repeated after a passing failure. 0 to 20; default 3.</summary>
    [Range(0, 20)]
    public int Retries { get; set; } = 3;

    /// <summary>Pause before the first repetition, doubled each time. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The earliest day for which a partition is created; older rows are rejected. Default 1970-01-01.</summary>
    public DateOnly EarliestDay { get; set; } = new(1970, 1, 1);

    /// <summary>Days after today beyond which a row's time is taken for a mistake and the row is rejected. 1 to 36,500; default 366.</summary>
    [Range(1, 36_500)]
    public int FutureDaysMax { get; set; } = 366;

    /// <summary>Days after today for which <see cref="PostgreSqlTradingStore.MaintainAsync"/> creates partitions ahead. 1 to 366; default 7.</summary>
    [Range(1, 366)]
    public int DaysAhead { get; set; } = 7;

    /// <summary>
    /// Days that the partitions of a subject are kept by <see cref="PostgreSqlTradingStore.MaintainAsync"/>, null for ever. A
    /// subject that is not listed keeps what its schema says: 30 days for order-book data, bars for ever. Default empty.
    /// </summary>
    public IDictionary<string, int?> RetainDays { get; } = new Dictionary<string, int?>(StringComparer.Ordinal);

    /// <summary>Sets how long a partitioned subject is kept.</summary>
    /// <param name="days">Days, at least 1; null for ever.</param>
    /// <typeparam name="TRecord">The subject's row type.</typeparam>
    /// <returns>These options.</returns>
    public PostgreSqlOptions Retain<TRecord>(int? days)
        where TRecord : class, IStoredRecord<TRecord>
    {
        RetainDays[TRecord.Schema.Subject] = days;
        return this;
    }

    /// <summary>Age in days at which order-book metrics are packed by <see cref="PostgreSqlTradingStore.MaintainAsync"/>; null for never. Default 7.</summary>
    public int? CompressAfterDays { get; set; } = 7;

    /// <summary>
    /// Tells the server's planner when connecting that a random page costs little more than the next one (<c>random_page_cost</c>
    /// 1.1), as on solid-state disks and in memory: a range of an instrument is then read in the order of its index and sent while
    /// it is read, instead of being gathered and sorted first. Turn it off on spinning disks, and behind a pooler that refuses
    /// startup options. Default true.
    /// </summary>
    public bool PreferIndexOrder { get; set; } = true;

    /// <summary>How many audit rows one seal covers. At least 1; default 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int AuditSealEvery { get; set; } = 1000;

    /// <summary>Directory of the journal of rows that could not be stored. Default <c>dead-letters</c> below the application's directory.</summary>
    public string DeadLetterDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "dead-letters");

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        Check(PoolSizeMax is >= 10 and <= 100, nameof(PoolSizeMax), PoolSizeMax, "10 to 100");
        Check(BatchRows is >= 1 and <= 1_000_000, nameof(BatchRows), BatchRows, "1 to 1,000,000");
        Check(CommandTimeout > TimeSpan.Zero, nameof(CommandTimeout), CommandTimeout, "more than zero");
        Check(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), ConnectTimeout, "more than zero");
        Check(Retries is >= 0 and <= 20, nameof(Retries), Retries, "0 to 20");
        Check(RetryDelay >= TimeSpan.Zero, nameof(RetryDelay), RetryDelay, "zero or more");
        Check(FutureDaysMax is >= 1 and <= 36_500, nameof(FutureDaysMax), FutureDaysMax, "1 to 36,500");
        Check(DaysAhead is >= 1 and <= 366, nameof(DaysAhead), DaysAhead, "1 to 366");
        foreach ((string subject, int? days) in RetainDays)
        {
            Check(days is null or >= 1, nameof(RetainDays), days, "at least 1");
            Check(RecordCatalog.Schemas.Any(s => s.Subject == subject && s.Partitions != PartitionSpan.None), nameof(RetainDays), subject, "the name of a partitioned subject");
        }

        Check(CompressAfterDays is null or >= 1, nameof(CompressAfterDays), CompressAfterDays, "at least 1");
        Check(AuditSealEvery >= 1, nameof(AuditSealEvery), AuditSealEvery, "at least 1");
        Check(Enum.IsDefined(Timescale), nameof(Timescale), Timescale, "a defined mode");
        Check(Enum.IsDefined(Migrations), nameof(Migrations), Migrations, "a defined mode");
    }

    private static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
