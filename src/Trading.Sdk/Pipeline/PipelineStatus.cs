namespace Trading.Sdk;

/// <summary>How a <see cref="TradingPipeline"/> stands.</summary>
/// <param name="IsRunning">True between start and end of <see cref="TradingPipeline.RunAsync"/>.</param>
/// <param name="Events">Events taken from the feed.</param>
/// <param name="QueuedEvents">Events waiting for the strategy.</param>
/// <param name="Decisions">Decisions made.</param>
/// <param name="Fills">Fills known.</param>
/// <param name="StoredRecords">Records the store has taken.</param>
/// <param name="QueuedRecords">Records waiting for the store.</param>
/// <param name="LastDataTime">Receive time of the newest event, nanoseconds since 1970; 0 before the first.</param>
/// <param name="Equity">Equity at the last decision.</param>
/// <param name="Position">Position at the last decision, in lots.</param>
public readonly record struct PipelineStatus(
    bool IsRunning,
    long Events,
    int QueuedEvents,
    long Decisions,
    long Fills,
    long StoredRecords,
    int QueuedRecords,
    long LastDataTime,
    decimal Equity,
    long Position);
