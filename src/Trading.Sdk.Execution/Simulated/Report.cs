namespace Trading.Sdk.Execution;

/// <summary>What the venue tells the owner of an order.</summary>
/// <param name="Order">The order.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Filled">Lots filled by this.</param>
/// <param name="FillIndex">Index of the fill on the venue, or <see cref="NoFill"/>.</param>
/// <param name="Rejection">Why it was refused.</param>
internal readonly record struct Report(Order Order, OrderState State, long Filled, int FillIndex, OrderRejection Rejection)
{
    public const int NoFill = -1;

    /// <summary>When it reaches the owner, nanoseconds since 1970.</summary>
    public long KnownTime { get; init; }
}
