namespace Trading.Sdk.Microstructure;

/// <summary>
/// Volume by price: equal bins between the lowest and highest price, the point of control (the bin with most volume, the lowest of equals) and the
/// value area around it.
/// </summary>
/// <remarks>
/// A price belongs to bin truncate((price − low) / width) in double arithmetic, the top edge to the last bin. The value area grows from the point of
/// control by the larger neighbour, the upper one of equals, until it holds the wanted share of the volume.
/// </remarks>
public static class VolumeProfile
{
    /// <summary>Builds the profile.</summary>
    /// <param name="prices">Price of each trade or typical price of each bar.</param>
    /// <param name="volumes">Volume of each, at least 0.</param>
    /// <param name="low">Lower edge of the first bin.</param>
    /// <param name="high">Upper edge of the last bin, not below <paramref name="low"/>; equal edges put everything into the first bin.</param>
    /// <param name="bins">Bins, at least 1.</param>
    /// <param name="valueAreaShare">Share of the volume in the value area, 0…1. Default 0.7.</param>
    /// <exception cref="ArgumentException">Lengths differ, a number is not finite, or a price lies outside the edges.</exception>
    public static VolumeProfileResult Compute(ReadOnlySpan<double> prices, ReadOnlySpan<double> volumes, double low, double high, int bins, double valueAreaShare = 0.7)
    {
        Require.SameLength(volumes.Length, prices.Length, nameof(volumes));
        Require.Finite(prices, nameof(prices));
        Require.Finite(volumes, nameof(volumes));
        Require.Finite(low, nameof(low));
        Require.AtLeast(Require.Finite(high, nameof(high)), low, nameof(high));
        Require.AtLeast(bins, 1, nameof(bins));
        Require.Within(valueAreaShare, 0.0, 1.0, nameof(valueAreaShare));
        double width = (high - low) / bins;
        var volume = new double[bins];
        double total = 0;
        for (int i = 0; i < prices.Length; i++)
        {
            if (prices[i] < low || prices[i] > high)
            {
                throw new ArgumentException($"Price {i} ({prices[i]}) lies outside {low}…{high}.", nameof(prices));
            }

            int bin = width > 0 ? Math.Min((int)((prices[i] - low) / width), bins - 1) : 0;
            volume[bin] += volumes[i];
            total += volumes[i];
        }

        int control = 0;
        for (int i = 1; i < bins; i++)
        {
            control = volume[i] > volume[control] ? i : control;
        }

        int first = control, last = control;
        double inside = volume[control];
        while (inside < valueAreaShare * total && (first > 0 || last < bins - 1))
        {
            double below = first > 0 ? volume[first - 1] : double.NegativeInfinity;
            double above = last < bins - 1 ? volume[last + 1] : double.NegativeInfinity;
            inside += above >= below ? volume[++last] : volume[--first];
        }

        return new VolumeProfileResult(low, high, width, volume, control, first, last);
    }
}
