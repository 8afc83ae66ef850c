using Trading.Sdk.Signals;

namespace Trading.Sdk;

/// <summary>Momentum as a source: the log return over a window in standard deviations of such returns.</summary>
public sealed class TechnicalScore : IScoreSource
{
    private readonly int priceColumn, window;
    private readonly double[] logs;
    private int count;

    /// <summary>Creates the source.</summary>
    /// <param name="priceColumn">Column of the price.</param>
    /// <param name="window">Rows of the return, at least 2. Default 30.</param>
    public TechnicalScore(int priceColumn, int window = 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priceColumn);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        (this.priceColumn, this.window) = (priceColumn, window);
        logs = new double[window + 1];
    }

    /// <inheritdoc/>
    public string Name => "technical";

    /// <inheritdoc/>
    public double Update(long time, ReadOnlySpan<double> features)
    {
        double price = features[priceColumn];
        if (!(price > 0))
        {
            count = 0;
            return double.NaN;
        }

        logs[count++ % logs.Length] = Math.Log(price);
        if (count <= window)
        {
            return double.NaN;
        }

        double squares = 0;
        for (int i = 1; i <= window; i++)
        {
            double step = Log(i - 1) - Log(i);
            squares += step * step;
        }

        return squares == 0 ? 0 : (Log(0) - Log(window)) / Math.Sqrt(squares);
    }

    /// <inheritdoc/>
    public void Reset() => count = 0;

    private double Log(int ago) => logs[(count - 1 - ago) % logs.Length];
}
