using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// How fast depth builds up away from the mid: the mean over levels of relative growth of cumulative depth per relative price distance.
/// </summary>
/// <remarks>
/// R. Næs, J. Skjeltorp, "Order book characteristics and the volume–volatility relation", J. Financial Markets 9(4), 2006, equation 1:
/// (1/N) · [v₁/(|p₁/m − 1|) + Σ (vᵢ₊₁/vᵢ − 1) / |pᵢ₊₁/pᵢ − 1|], v being the logarithm of cumulative depth (ln(1 + quantity) here, so that one share is
/// not zero depth). The slope of a book is the mean of its two sides. A logarithm of a quantity depends on what counts as one: state the unit, or slopes of
/// markets stored with different increments cannot be compared.
/// </remarks>
public static class BookSlope
{
    /// <summary>Slope of one side.</summary>
    /// <param name="levels">Levels, best first.</param>
    /// <param name="mid">Mid price in storage increments, above 0.</param>
    /// <param name="unit">Storage increments of quantity that count as one share, above 0. Default 1.</param>
    /// <returns>The slope; NaN when the side is empty or its best price is the mid.</returns>
    public static double OfSide(ReadOnlySpan<DepthLevel> levels, double mid, double unit = 1.0)
    {
        Require.Above(unit, 0.0, nameof(unit));
        if (levels.IsEmpty || levels[0].Price == mid)
        {
            return double.NaN;
        }

        double cumulative = levels[0].Quantity;
        double last = Math.Log(1.0 + (cumulative / unit));
        double sum = last / Math.Abs((levels[0].Price / mid) - 1.0);
        for (int i = 1; i < levels.Length; i++)
        {
            cumulative += levels[i].Quantity;
            double next = Math.Log(1.0 + (cumulative / unit));
            sum += ((next / last) - 1.0) / Math.Abs(((double)levels[i].Price / levels[i - 1].Price) - 1.0);
            last = next;
        }

        return sum / levels.Length;
    }
}
