namespace Trading.Sdk.Execution;

/// <summary>The state machine of orders, the same in backtest, shadow and live.</summary>
public static class OrderTransitions
{
    /// <summary>True when an order of one state may get the other.</summary>
    /// <remarks>
    /// Sent → any; Armed → Open, PartiallyFilled, Filled, Cancelled; Open → PartiallyFilled, Filled, Cancelled;
    /// PartiallyFilled → itself, Filled, Cancelled; nothing leaves Filled, Cancelled, Rejected.
    /// </remarks>
    public static bool IsLegal(OrderState from, OrderState to) => from switch
    {
        OrderState.Sent => to is not OrderState.Sent,
        OrderState.Armed => to is OrderState.Open or OrderState.PartiallyFilled or OrderState.Filled or OrderState.Cancelled,
        OrderState.Open => to is OrderState.PartiallyFilled or OrderState.Filled or OrderState.Cancelled,
        OrderState.PartiallyFilled => to is OrderState.PartiallyFilled or OrderState.Filled or OrderState.Cancelled,
        _ => false,
    };

    /// <summary>True for states that nothing leaves.</summary>
    public static bool IsFinal(OrderState state) => state is OrderState.Filled or OrderState.Cancelled or OrderState.Rejected;
}
