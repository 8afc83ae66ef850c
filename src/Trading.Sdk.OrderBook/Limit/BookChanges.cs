namespace Trading.Sdk.OrderBook;

/// <summary>What the messages completed by one call have done to a book.</summary>
[Flags]
public enum BookChanges
{
    /// <summary>No message of the book's instrument was completed.</summary>
    None = 0,

    /// <summary>At least one message was completed.</summary>
    Message = 1,

    /// <summary>Price or quantity of the best bid or best ask differs from the end of the message before.</summary>
    Touch = 2,

    /// <summary>The book was cleared.</summary>
    Cleared = 4,

    /// <summary>A message left best bid and best ask at the same price.</summary>
    Locked = 8,

    /// <summary>A message left the best bid above the best ask; what followed is up to the <see cref="CrossedPolicy"/>.</summary>
    Crossed = 16,

    /// <summary>The book waits for a snapshot.</summary>
    AwaitingSnapshot = 32,
}
