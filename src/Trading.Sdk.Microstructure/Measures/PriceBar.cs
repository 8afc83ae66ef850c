using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A bar in numbers of the caller's unit.</summary>
/// <param name="Time">Open time, nanoseconds since 1970.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Quantity traded; 0 where unknown.</param>
public readonly record struct PriceBar(long Time, double Open, double High, double Low, double Close, double Volume)
{
    /// <summary>(High + Low + Close) / 3.</summary>
    public double TypicalPrice => (High + Low + Close) / 3.0;

    internal bool IsFinite => double.IsFinite(High) && double.IsFinite(Low) && double.IsFinite(Close);

    /// <summary>From a bar of the event stream, in the instrument's decimal units.</summary>
    public static PriceBar Of(in Bar bar, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return new PriceBar(
            bar.OpenTime,
            instrument.PriceToDouble(bar.Open),
            instrument.PriceToDouble(bar.High),
            instrument.PriceToDouble(bar.Low),
            instrument.PriceToDouble(bar.Close),
            instrument.QuantityToDouble(bar.Volume));
    }
}
