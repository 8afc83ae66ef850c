namespace Trading.Sdk.Spectrum;

/// <summary>
/// Cycles in the intensity of events (order arrivals, trades) or in their signed volume, tested against red noise: arrivals cluster, and a
/// Poisson null would call every cluster a cycle. On top of a red intensity counts carry white counting noise of known size (their mean, Cox
/// 1955; for volumes the mean of the squares), which is part of the null: taken for a plain AR(1) series, clustered counts alarm eight times too often.
/// </summary>
/// <remarks>Events are counted in even bins; periods below two bins cannot be seen. Immutable and shareable.</remarks>
public sealed class OrderFlowCycles
{
    private readonly CycleDetector detector;
    private readonly double width;

    /// <summary>Plans searches.</summary>
    /// <param name="bins">Bins per observation, at least 16.</param>
    /// <param name="binWidth">Width of a bin in units of time, finite and above 0.</param>
    /// <param name="alpha">Chance of reporting any cycle in pure red noise, inside (0, 1). Default 0.05.</param>
    /// <param name="maximumCycles">Cycles reported at most, 1 to 64. Default 5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public OrderFlowCycles(int bins, double binWidth, double alpha = 0.05, int maximumCycles = 5)
    {
        Require.FinitePositive(binWidth);
        width = binWidth;
        detector = new CycleDetector(bins, new CycleOptions { SamplingRate = 1 / binWidth, Alpha = alpha, MaximumCycles = maximumCycles });
    }

    /// <summary>Bins per observation.</summary>
    public int Bins => detector.Length;

    /// <summary>Cycles of the number of events per bin; amplitudes are in events per bin.</summary>
    /// <param name="times">Event times, not decreasing, from the start to before start + bins·width.</param>
    /// <param name="start">Start of the observation.</param>
    /// <exception cref="ArgumentException">Times are unfit, or all bins hold the same number.</exception>
    public CycleReport Detect(ReadOnlySpan<double> times, double start)
    {
        var counts = new double[Bins];
        EventBins.Count(times, start, width, counts);
        return detector.Detect(counts, (double)times.Length / Bins);
    }

    /// <summary>Cycles of a value summed per bin, as signed volume.</summary>
    /// <param name="times">As above.</param>
    /// <param name="values">One finite value an event.</param>
    /// <param name="start">Start of the observation.</param>
    /// <exception cref="ArgumentException">Times or values are unfit, or all bins hold the same sum.</exception>
    public CycleReport Detect(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double start)
    {
        var sums = new double[Bins];
        EventBins.Sum(times, values, start, width, sums);
        return detector.Detect(sums, DenseKernel.Dot(values, values) / Bins);
    }

    /// <summary>Cycles of a quantity that holds between its changes, as spread or depth (liquidity).</summary>
    /// <param name="times">Times of changes, not decreasing, the first at or before the start.</param>
    /// <param name="values">One finite value a time.</param>
    /// <param name="start">Start of the observation.</param>
    /// <exception cref="ArgumentException">Times or values are unfit, or the quantity is constant.</exception>
    public CycleReport DetectHeld(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double start)
    {
        var held = new double[Bins];
        EventBins.LastValue(times, values, start, width, held);
        return detector.Detect(held);
    }
}
