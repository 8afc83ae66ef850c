using System.Globalization;

namespace Trading.Sdk.PatternIndex;

/// <summary>Says in words what features show ("wide spread, strong bid imbalance, rising volume"), with a binned <c>key=value</c> token for each.</summary>
public static class PatternDescriber
{
    private static readonly Dictionary<string, (string Low, string High)> Phrases = new(StringComparer.Ordinal)
    {
        ["spread"] = ("tight spread", "wide spread"),
        ["imbalance"] = ("ask imbalance", "bid imbalance"),
        ["volume"] = ("falling volume", "rising volume"),
        ["volatility"] = ("calm", "volatile"),
        ["trend"] = ("downtrend", "uptrend"),
        ["momentum"] = ("falling momentum", "rising momentum"),
        ["depth"] = ("thin book", "deep book"),
        ["flow"] = ("selling flow", "buying flow"),
    };

    /// <summary>Describes standardised features.</summary>
    /// <param name="features">Name and z-score, in the order in which they are said. Known names (spread, imbalance, volume, volatility, trend, momentum, depth, flow) get words of their own, others "low NAME" and "high NAME".</param>
    /// <returns>A description; "quiet" when no feature stands out by half a deviation.</returns>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static string Describe(params ReadOnlySpan<(string Name, double ZScore)> features)
    {
        var words = new List<string>();
        var tokens = new List<string>();
        foreach ((string name, double z) in features)
        {
            if (!double.IsFinite(z))
            {
                throw new ArgumentException($"Feature {name} is {z}.", nameof(features));
            }

            int bin = (int)Math.Clamp(Math.Round(z), -3, 3);
            tokens.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={bin}"));
            if (Math.Abs(z) < 0.5)
            {
                continue;
            }

            (string low, string high) = Phrases.GetValueOrDefault(name, ($"low {name}", $"high {name}"));
            string phrase = z < 0 ? low : high;
            words.Add(Math.Abs(z) >= 1.5 ? "strong " + phrase : phrase);
        }

        return (words.Count == 0 ? "quiet" : string.Join(", ", words)) + (tokens.Count == 0 ? "" : "; " + string.Join(' ', tokens));
    }
}
