using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A symbol of a capture: on the first pass its decimal grids are found, on the second its numbers are read on them.</summary>
internal sealed class CaptureInstrument(string symbol, int id)
{
    private DecimalGrid price;
    private DecimalGrid quantity;

    public string Symbol => symbol;

    public int Id => id;

    /// <summary>Null on the first pass.</summary>
    public Instrument? Instrument { get; private set; }

    public int PriceDecimals => price.Decimals;

    public int QuantityDecimals => quantity.Decimals;

    public void Freeze(string venue, string? name = null) => Instrument = new Instrument(id, name ?? symbol, price.Step, quantity.Step, venue);

    public long Price(ReadOnlySpan<byte> text)
    {
        if (Instrument is not null)
        {
            return Instrument.ParsePrice(text);
        }

        price.Note(text);
        return 0;
    }

    public long Quantity(ReadOnlySpan<byte> text)
    {
        if (Instrument is not null)
        {
            return Instrument.ParseQuantity(text);
        }

        quantity.Note(text);
        return 0;
    }
}
