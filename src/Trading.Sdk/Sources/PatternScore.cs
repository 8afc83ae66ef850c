using Trading.Sdk.PatternIndex;
using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>
/// The neighbours of the latest price window as a source: the mean of what followed the most similar windows whose outcome is
/// known by now, in standard deviations of those outcomes.
/// </summary>
public sealed class PatternScore : IScoreSource
{
    private readonly PatternLibrary library;
    private readonly PatternShaper shaper;
    private readonly int priceColumn;
    private readonly int horizonBars;
    private readonly int neighbours;
    private readonly double[] window;
    private readonly float[] vector;
    private int count;

    /// <summary>Creates the source.</summary>
    /// <param name="library">Patterns with outcomes; only those known at the time of a row are used.</param>
    /// <param name="shaper">How a window becomes a vector; the same as the library's.</param>
    /// <param name="priceColumn">Column of the mid price.</param>
    /// <param name="horizonBars">One of the library's horizons, in rows.</param>
    /// <param name="neighbours">Windows looked up, at least 1.</param>
    public PatternScore(PatternLibrary library, PatternShaper shaper, int priceColumn, int horizonBars, int neighbours = 20)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(shaper);
        ArgumentOutOfRangeException.ThrowIfNegative(priceColumn);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        this.library = library;
        this.shaper = shaper;
        this.priceColumn = priceColumn;
        this.horizonBars = horizonBars;
        this.neighbours = neighbours;
        window = new double[shaper.Options.WindowBars];
        vector = new float[shaper.Dimension];
    }

    /// <inheritdoc/>
    public string Name => "pattern";

    /// <inheritdoc/>
    public double Update(long time, ReadOnlySpan<double> features)
    {
        double price = features[priceColumn];
        if (!(price > 0))
        {
            count = 0;
            return double.NaN;
        }

        if (count == window.Length)
        {
            window.AsSpan(1).CopyTo(window);
            count--;
        }

        window[count++] = price;
        if (count < window.Length || shaper.Describe(window, vector).IsFlat)
        {
            return double.NaN;
        }

        IReadOnlyList<PatternMatch> matches = library.Search(vector, new PatternQuery { AsOfNanos = time, Count = neighbours });
        int horizon = HorizonIndex();
        double sum = 0, squares = 0;
        int known = 0;
        foreach (PatternMatch match in matches)
        {
            double outcome = match.Pattern.ForwardReturns[horizon];
            if (!double.IsNaN(outcome))
            {
                sum += outcome;
                squares += outcome * outcome;
                known++;
            }
        }

        double spread = Math.Sqrt(squares);
        return known < 3 || spread == 0 ? double.NaN : sum / spread;
    }

    /// <inheritdoc/>
    public void Reset() => count = 0;

    private int HorizonIndex()
    {
        for (int i = 0; i < library.Options.HorizonBars.Count; i++)
        {
            if (library.Options.HorizonBars[i] == horizonBars)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"The library knows no horizon of {horizonBars} bars.");
    }
}
