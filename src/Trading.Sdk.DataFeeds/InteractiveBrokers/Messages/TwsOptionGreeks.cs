namespace Trading.Sdk.DataFeeds;

/// <summary>Model values of an option; null = not computed (−1 for prices and volatility, −2 for greeks on the wire).</summary>
/// <param name="ImpliedVolatility">Implied volatility, yearly.</param>
/// <param name="Delta">Delta.</param>
/// <param name="Price">Price of the option.</param>
/// <param name="DividendValue">Present value of dividends.</param>
/// <param name="Gamma">Gamma.</param>
/// <param name="Vega">Vega.</param>
/// <param name="Theta">Theta, a day.</param>
/// <param name="UnderlyingPrice">Price of the underlying.</param>
public sealed record TwsOptionGreeks(double? ImpliedVolatility, double? Delta, double? Price, double? DividendValue, double? Gamma, double? Vega, double? Theta, double? UnderlyingPrice)
{
    internal static TwsOptionGreeks Read(ref TwsFieldReader reader)
    {
        reader.Skip();
        double? volatility = Computed(reader.ReadDoubleOrNull(), -1), delta = Computed(reader.ReadDoubleOrNull(), -2), price = Computed(reader.ReadDoubleOrNull(), -1), dividends = Computed(reader.ReadDoubleOrNull(), -1);
        double? gamma = Computed(reader.ReadDoubleOrNull(), -2), vega = Computed(reader.ReadDoubleOrNull(), -2), theta = Computed(reader.ReadDoubleOrNull(), -2), underlying = Computed(reader.ReadDoubleOrNull(), -1);
        return new TwsOptionGreeks(volatility, delta, price, dividends, gamma, vega, theta, underlying);
    }

    private static double? Computed(double? value, double marker) => value == marker ? null : value;
}
