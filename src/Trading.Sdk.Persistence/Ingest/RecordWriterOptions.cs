namespace Trading.Sdk.Persistence;

/// <summary>How a <see cref="RecordWriter{TRecord}"/> gathers rows and what it does while the store is not available.</summary>
public sealed class RecordWriterOptions
{
    /// <summary>Rows that may wait in memory; beyond, <see cref="RecordWriter{TRecord}.EnqueueAsync"/> waits. At least 1; default 100,000.</summary>
    public int QueueRowsMax { get; init; } = 100_000;

    /// <summary>Most rows of a batch. At least 1; default 10,000.</summary>
    public int BatchRows { get; init; } = 10_000;

    /// <summary>About the most bytes of a batch. At least 1,024; default 8 MiB.</summary>
    public int BatchBytes { get; init; } = 8 << 20;

    /// <summary>The longest time a row waits for its batch to fill. Default 50 ms.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What the store does with rows it has already: not <see cref="IngestMode.Insert"/>, since rows may be sent again. Default <see cref="IngestMode.IgnoreDuplicates"/>.</summary>
    public IngestMode Mode { get; init; } = IngestMode.IgnoreDuplicates;

    /// <summary>Directory of the journal that takes the rows while the store is not available; null for none, then they wait in memory. Default null.</summary>
    public string? OutboxDirectory { get; init; }

    /// <summary>Bytes that may wait in the outbox; beyond, enqueuing waits instead of losing rows. At least 1 MiB; default 1 GiB.</summary>
    public long OutboxBytesMax { get; init; } = 1L << 30;

    /// <summary>Pause between two attempts while the store is not available. Default 100 ms.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long closing waits for a store that is not available when there is no outbox. Default 5 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        Check(QueueRowsMax >= 1, nameof(QueueRowsMax), QueueRowsMax, "at least 1");
        Check(BatchRows >= 1, nameof(BatchRows), BatchRows, "at least 1");
        Check(BatchBytes >= 1024, nameof(BatchBytes), BatchBytes, "at least 1024");
        Check(FlushInterval > TimeSpan.Zero, nameof(FlushInterval), FlushInterval, "more than zero");
        Check(Mode is IngestMode.IgnoreDuplicates or IngestMode.Overwrite, nameof(Mode), Mode, "IgnoreDuplicates or Overwrite");
        Check(OutboxBytesMax >= 1 << 20, nameof(OutboxBytesMax), OutboxBytesMax, "at least 1 MiB");
        Check(RetryInterval > TimeSpan.Zero, nameof(RetryInterval), RetryInterval, "more than zero");
        Check(CloseTimeout >= TimeSpan.Zero, nameof(CloseTimeout), CloseTimeout, "zero or more");
    }

    private static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
