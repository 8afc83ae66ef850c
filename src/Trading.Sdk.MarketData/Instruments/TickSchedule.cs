namespace Trading.Sdk.MarketData;

/// <summary>
/// The quoting grid of an instrument: the tick may grow with the price (US sub-dollar rule, MiFID II tables, options).
/// Prices are in storage increments. Immutable. Negative prices (spreads) follow the first band.
/// </summary>
public sealed class TickSchedule
{
    private readonly TickBand[] bands;

    /// <summary>Creates a schedule.</summary>
    /// <param name="bands">Ascending by price, the first from 0.</param>
    /// <exception cref="ArgumentException">No band, not ascending, not from 0, or a tick below 1.</exception>
    public TickSchedule(params ReadOnlySpan<TickBand> bands)
    {
        if (bands.Length == 0 || bands[0].FromPrice != 0)
        {
            throw new ArgumentException("A tick schedule starts with a band from price 0.", nameof(bands));
        }

        for (int i = 0; i < bands.Length; i++)
        {
            if (bands[i].Tick < 1 || (i > 0 && bands[i].FromPrice <= bands[i - 1].FromPrice))
            {
                throw new ArgumentException($"Band {i} of the tick schedule is not above the one before, or its tick is below 1.", nameof(bands));
            }
        }

        this.bands = bands.ToArray();
    }

    /// <summary>A schedule with the same tick at every price.</summary>
    public static TickSchedule Uniform(long tick = 1) => new(new TickBand(0, tick));

    /// <summary>The bands, ascending.</summary>
    public ReadOnlySpan<TickBand> Bands => bands;

    /// <summary>The quoting tick at a price.</summary>
    public long TickAt(long price)
    {
        int i = bands.Length - 1;
        while (i > 0 && bands[i].FromPrice > price)
        {
            i--;
        }

        return bands[i].Tick;
    }

    /// <summary>True when the price is a multiple of the tick of its band, counted from the band's start.</summary>
    public bool IsOnGrid(long price) => OffsetInBand(price, out long tick) % tick == 0;

    /// <summary>The nearest price on the grid; halves go away from the band's start.</summary>
    public long Round(long price)
    {
        long offset = OffsetInBand(price, out long tick);
        long remainder = offset % tick;
        if (remainder < 0)
        {
            remainder += tick;
        }

        return remainder == 0 ? price : 2 * remainder >= tick ? price + (tick - remainder) : price - remainder;
    }

    private long OffsetInBand(long price, out long tick)
    {
        int i = bands.Length - 1;
        while (i > 0 && bands[i].FromPrice > price)
        {
            i--;
        }

        tick = bands[i].Tick;
        return price - bands[i].FromPrice;
    }
}
