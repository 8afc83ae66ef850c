namespace Trading.Sdk.OrderBook;

/// <summary>What a book does when, at the end of a message, the best bid is above the best ask.</summary>
public enum CrossedPolicy : byte
{
    /// <summary>The book is forgotten and waits for a snapshot (<see cref="BookState.AwaitingSnapshot"/>). The default.</summary>
    Resync = 0,

    /// <summary>The older of two crossing levels is removed until nothing crosses; both, when one message changed both.</summary>
    PruneOlder = 1,

    /// <summary>Counted only.</summary>
    Ignore = 2,
}
