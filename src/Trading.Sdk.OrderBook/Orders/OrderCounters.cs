namespace Trading.Sdk.OrderBook;

/// <summary>What an <see cref="OrderByOrderBook"/> has seen since it was made.</summary>
/// <param name="Messages">Messages applied.</param>
/// <param name="Events">Order events applied.</param>
/// <param name="Adds">New orders.</param>
/// <param name="Modifies">Changes of known orders.</param>
/// <param name="Deletes">Removals of known orders.</param>
/// <param name="Executions">Executions of known orders.</param>
/// <param name="Clears">Clear events.</param>
/// <param name="UnknownOrders">Changes, removals and executions of orders that are not in the book: no-ops.</param>
/// <param name="DuplicateAdds">New orders whose id was in the book: the old order was replaced.</param>
/// <param name="OverExecutions">Executions of more than the order held: the order is gone.</param>
/// <param name="Locked">Messages after which best bid and best ask were equal.</param>
/// <param name="Crossed">Messages of continuous trading after which the best bid was above the best ask.</param>
/// <param name="CrossedOutsideTrading">The same before the open, in auctions and halts, where it is legal.</param>
/// <param name="StaleMessages">Messages ignored because their sequence is below the book's.</param>
/// <param name="IgnoredEvents">Order events ignored while a snapshot was awaited, or in stale messages.</param>
/// <param name="Gaps">Events that said something before them was lost.</param>
public readonly record struct OrderCounters(
    long Messages,
    long Events,
    long Adds,
    long Modifies,
    long Deletes,
    long Executions,
    long Clears,
    long UnknownOrders,
    long DuplicateAdds,
    long OverExecutions,
    long Locked,
    long Crossed,
    long CrossedOutsideTrading,
    long StaleMessages,
    long IgnoredEvents,
    long Gaps);
