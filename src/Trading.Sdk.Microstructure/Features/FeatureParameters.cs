using System.Globalization;

namespace Trading.Sdk.Microstructure;

/// <summary>The parameters of one definition, checked against what its measure knows.</summary>
internal sealed class FeatureParameters
{
    private readonly FeatureDefinition _definition;
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public FeatureParameters(FeatureDefinition definition, (string Name, double Value)[] defaults)
    {
        _definition = definition;
        foreach ((string name, double value) in defaults)
        {
            _values[name] = value;
        }

        foreach ((string name, double value) in definition.Parameters)
        {
            if (!_values.ContainsKey(name))
            {
                throw new ArgumentException($"The measure '{definition.Measure}' has no parameter '{name}'; known: {(_values.Count > 0 ? string.Join(", ", _values.Keys) : "none")}.");
            }

            _values[name] = value;
        }
    }

    public double Number(string name, double above, double atMost)
    {
        double value = _values[name];
        if (double.IsNaN(value))
        {
            throw new ArgumentException($"The measure '{_definition.Measure}' needs the parameter '{name}'.");
        }

        return value >= above && value <= atMost
            ? value
            : throw new ArgumentException($"The parameter '{name}' of '{_definition.Measure}' is within {above}…{atMost}, not {value}.");
    }

    /// <summary>The text of a parameter in the name of a column.</summary>
    public string Text(string name) => _values[name].ToString(CultureInfo.InvariantCulture);

    public int Integer(string name, int atLeast, int atMost)
    {
        double value = Number(name, atLeast, atMost);
        return value == Math.Floor(value) ? (int)value : throw new ArgumentException($"The parameter '{name}' of '{_definition.Measure}' is a whole number, not {value}.");
    }
}
