namespace Trading.Sdk.OrderBook;

/// <summary>A price level of one venue in a consolidated book.</summary>
/// <param name="Price">In storage increments of the consolidated instrument.</param>
/// <param name="Quantity">In storage increments of the consolidated instrument, above 0.</param>
/// <param name="OrderCount">Orders at the level; 0 = unknown.</param>
/// <param name="Venue">Index of the venue, as given by <see cref="ConsolidatedBook.AddVenue"/>.</param>
/// <param name="AgeNanos">Time of the book minus the receive time of the venue's last message; may be negative.</param>
public readonly record struct VenueLevel(long Price, long Quantity, int OrderCount, int Venue, long AgeNanos);
