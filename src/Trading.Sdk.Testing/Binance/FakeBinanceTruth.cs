namespace Trading.Sdk.Testing;

/// <summary>The true top of a book after an update id: what a client's book must equal.</summary>
/// <param name="UpdateId">The id.</param>
/// <param name="Bids">Best first: price in ticks, quantity in lots.</param>
/// <param name="Asks">Best first: price in ticks, quantity in lots.</param>
public sealed record FakeBinanceTruth(long UpdateId, IReadOnlyList<(long Price, long Quantity)> Bids, IReadOnlyList<(long Price, long Quantity)> Asks);
