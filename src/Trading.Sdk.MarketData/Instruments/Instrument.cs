namespace Trading.Sdk.MarketData;

/// <summary>
/// What is traded, and the only place that converts between a venue's decimals and the SDK's whole numbers: prices and
/// quantities are <see cref="long"/> counts of the storage increments <see cref="Price"/> and <see cref="Quantity"/>.
/// Immutable and thread-safe.
/// </summary>
public sealed class Instrument
{
    /// <summary>Creates an instrument whose quoting grid equals its storage increment.</summary>
    /// <param name="id">Number by which events refer to it; unique within a host, at least 0.</param>
    /// <param name="symbol">The venue's symbol, e.g. BTCUSDT.</param>
    /// <param name="priceIncrement">Storage increment of prices, e.g. 0.01.</param>
    /// <param name="quantityIncrement">Storage increment of quantities, e.g. 0.00001.</param>
    /// <param name="venue">Name of the venue; default empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">An increment is not positive or has more than 18 decimals.</exception>
    public Instrument(int id, string symbol, decimal priceIncrement, decimal quantityIncrement, string venue = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentNullException.ThrowIfNull(venue);
        Id = id;
        Symbol = symbol;
        Venue = venue;
        Price = DecimalIncrement.From(priceIncrement);
        Quantity = DecimalIncrement.From(quantityIncrement);
    }

    /// <summary>Number by which events refer to the instrument.</summary>
    public int Id { get; }

    /// <summary>The venue's symbol.</summary>
    public string Symbol { get; }

    /// <summary>Name of the venue; may be empty.</summary>
    public string Venue { get; }

    /// <summary>Storage increment of prices: fine enough for trades, midpoints and averages.</summary>
    public DecimalIncrement Price { get; }

    /// <summary>Storage increment of quantities.</summary>
    public DecimalIncrement Quantity { get; }

    /// <summary>The grid on which book levels stand, in storage increments. Default: every storage increment.</summary>
    public TickSchedule Quoting { get; init; } = TickSchedule.Uniform();

    /// <summary>What happens to a book level off the quoting grid. Default <see cref="OffGridPolicy.Reject"/>.</summary>
    public OffGridPolicy OffGrid { get; init; }

    /// <summary>
    /// What happens to a quantity that is no multiple of its increment: venues shrink lot sizes, and old orders leave odd
    /// remainders in the book. Default <see cref="OffGridPolicy.Reject"/>.
    /// </summary>
    public OffGridPolicy QuantityOffGrid { get; init; }

    /// <summary>Value of one whole unit of price for one whole unit of quantity (contract multiplier). Default 1.</summary>
    public decimal Multiplier { get; init; } = 1;

    /// <summary>Reads a trade, midpoint or average price: on the storage grid only.</summary>
    /// <exception cref="MarketDataFormatException">No decimal number, off the storage grid, or more than 64 bits.</exception>
    public long ParsePrice(ReadOnlySpan<byte> utf8) => Price.Parse(utf8);

    /// <summary>Reads the price of a book level: on the quoting grid, by <see cref="OffGrid"/>.</summary>
    /// <exception cref="MarketDataFormatException">No decimal number, off the grid under <see cref="OffGridPolicy.Reject"/>, or more than 64 bits.</exception>
    public long ParseQuotePrice(ReadOnlySpan<byte> utf8)
    {
        long price = Price.Parse(utf8, OffGrid);
        if (Quoting.IsOnGrid(price))
        {
            return price;
        }

        return OffGrid == OffGridPolicy.Round
            ? Quoting.Round(price)
            : throw new MarketDataFormatException($"{Symbol}: level price {FormatPrice(price)} is off the quoting grid of {Price.Format(Quoting.TickAt(price))}");
    }

    /// <summary>Reads a quantity, by <see cref="QuantityOffGrid"/>.</summary>
    /// <exception cref="MarketDataFormatException">No decimal number, off the grid under <see cref="OffGridPolicy.Reject"/>, or more than 64 bits.</exception>
    public long ParseQuantity(ReadOnlySpan<byte> utf8) => ParseQuantity(utf8, out _);

    /// <summary>Reads a quantity and says whether it was rounded. What is not nothing stays at least one increment.</summary>
    /// <exception cref="MarketDataFormatException">No decimal number, off the grid under <see cref="OffGridPolicy.Reject"/>, or more than 64 bits.</exception>
    public long ParseQuantity(ReadOnlySpan<byte> utf8, out bool rounded)
    {
        DecimalParse result = Quantity.Parse(utf8, out long quantity);
        rounded = result == DecimalParse.OffGrid && QuantityOffGrid == OffGridPolicy.Round;
        if (rounded)
        {
            quantity = Quantity.Parse(utf8, OffGridPolicy.Round);
            return quantity != 0 ? quantity : utf8[0] == '-' ? -1 : 1;
        }

        return result == DecimalParse.Ok ? quantity : throw Quantity.Failure(result, utf8);
    }

    /// <summary>Plain decimal text of a price.</summary>
    public string FormatPrice(long price) => Price.Format(price);

    /// <summary>Plain decimal text of a quantity.</summary>
    public string FormatQuantity(long quantity) => Quantity.Format(quantity);

    /// <summary>Writes a price as UTF-8 without allocation; 48 bytes always suffice.</summary>
    public bool TryFormatPrice(long price, Span<byte> utf8, out int written) => Price.TryFormat(price, utf8, out written);

    /// <summary>Writes a quantity as UTF-8 without allocation; 48 bytes always suffice.</summary>
    public bool TryFormatQuantity(long quantity, Span<byte> utf8, out int written) => Quantity.TryFormat(quantity, utf8, out written);

    /// <summary>The price as a double, for numerics only: never converted back.</summary>
    public double PriceToDouble(long price) => Price.ToDouble(price);

    /// <summary>The quantity as a double, for numerics only: never converted back.</summary>
    public double QuantityToDouble(long quantity) => Quantity.ToDouble(quantity);

    /// <inheritdoc/>
    public override string ToString() => Venue.Length == 0 ? Symbol : $"{Symbol}@{Venue}";
}
