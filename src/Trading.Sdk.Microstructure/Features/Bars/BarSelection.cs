using System.Globalization;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The bars that a measure of the catalogue asks for by its parameters, and how they are named in columns.</summary>
internal sealed record BarSelection(BarOptions Options, string Suffix, string Description)
{
    public static readonly (string Name, double Value)[] Defaults = [("bar_seconds", 60), ("bar_trades", 0), ("bar_quantity", 0), ("bar_value", 0), ("bar_imbalance", 0)];

    /// <summary>Reads the bar parameters: bar_seconds unless one of the others is above 0, of which at most one may be.</summary>
    public static BarSelection Of(FeatureParameters parameters, Instrument instrument)
    {
        double trades = parameters.Integer("bar_trades", 0, int.MaxValue);
        double quantity = parameters.Number("bar_quantity", 0, 1e15);
        double value = parameters.Number("bar_value", 0, 1e18);
        double imbalance = parameters.Integer("bar_imbalance", 0, 1_000_000);
        double seconds = parameters.Number("bar_seconds", 1e-3, 1e6);
        double lot = (double)instrument.Quantity.Value, tick = (double)instrument.Price.Value;
        int chosen = (trades > 0 ? 1 : 0) + (quantity > 0 ? 1 : 0) + (value > 0 ? 1 : 0) + (imbalance > 0 ? 1 : 0);
        if (chosen > 1)
        {
            throw new ArgumentException("At most one of bar_trades, bar_quantity, bar_value and bar_imbalance is above 0.");
        }

        return trades > 0 ? Make(BarKind.Tick, trades, trades, "t", "bars of {0} trades")
            : quantity > 0 ? Make(BarKind.Volume, quantity / lot, quantity, "v", "bars of a quantity of {0}")
            : value > 0 ? Make(BarKind.Dollar, value / lot / tick, value, "d", "bars of a value of {0}")
            : imbalance > 0 ? Make(BarKind.Imbalance, imbalance, imbalance, "i", "imbalance bars that start at {0} trades")
            : Make(BarKind.Time, seconds * 1e9, seconds, "s", "bars of {0} s");
    }

    private static BarSelection Make(BarKind kind, double size, double shown, string unit, string description)
    {
        string text = shown.ToString(CultureInfo.InvariantCulture);
        if (!(size < long.MaxValue))
        {
            throw new ArgumentException($"{string.Format(CultureInfo.InvariantCulture, description, text)} are larger than the instrument's increments can count.");
        }

        return new(new BarOptions { Kind = kind, Size = Math.Max(1, (long)Math.Round(size)) }, text + unit, string.Format(CultureInfo.InvariantCulture, description, text));
    }
}
