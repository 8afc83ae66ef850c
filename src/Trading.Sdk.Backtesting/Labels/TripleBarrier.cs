namespace Trading.Sdk.Backtesting;

/// <summary>Labels events by the barrier that the closes touch first.</summary>
/// <remarks>López de Prado (2018), "Advances in Financial Machine Learning", chapter 3. Touched on closes, at or beyond the barrier.</remarks>
public static class TripleBarrier
{
    /// <summary>Labels events.</summary>
    /// <param name="close">Closes, above 0.</param>
    /// <param name="events">Bars of the events, each at least <see cref="TripleBarrierOptions.VolatilityWindow"/> and before the last bar.</param>
    /// <param name="options">The barriers.</param>
    /// <returns>One label an event, in their order.</returns>
    /// <exception cref="ArgumentException">An event lies outside the bars that can have a label, or a close is not positive.</exception>
    public static BarrierLabel[] Label(ReadOnlySpan<double> close, ReadOnlySpan<int> events, TripleBarrierOptions? options = null)
    {
        options ??= new TripleBarrierOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.VolatilityWindow, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HoldingBars, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.UpperMultiple, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.LowerMultiple, nameof(options));
        for (int i = 0; i < close.Length; i++)
        {
            if (!(close[i] > 0) || double.IsInfinity(close[i]))
            {
                throw new ArgumentException($"Close {i} is {close[i]}.", nameof(close));
            }
        }

        var labels = new BarrierLabel[events.Length];
        for (int k = 0; k < events.Length; k++)
        {
            int start = events[k];
            if (start < options.VolatilityWindow || start >= close.Length - 1)
            {
                throw new ArgumentException($"Event {k} at bar {start} needs {options.VolatilityWindow} bars before it and one behind it; there are {close.Length}.", nameof(events));
            }

            double width = Volatility(close, start, options.VolatilityWindow) * Math.Sqrt(options.HoldingBars) / 2;
            double upper = close[start] * (1 + (options.UpperMultiple * width)), lower = close[start] * (1 - (options.LowerMultiple * width));
            int last = Math.Min(start + options.HoldingBars, close.Length - 1), end = last, label = 0;
            for (int i = start + 1; i <= last; i++)
            {
                if (close[i] >= upper || close[i] <= lower)
                {
                    (end, label) = (i, close[i] >= upper ? 1 : -1);
                    break;
                }
            }

            labels[k] = new BarrierLabel(start, end, label, (close[end] / close[start]) - 1);
        }

        return labels;
    }

    private static double Volatility(ReadOnlySpan<double> close, int at, int window)
    {
        double mean = 0, squares = 0;
        for (int i = at - window + 1; i <= at; i++)
        {
            mean += Math.Log(close[i] / close[i - 1]) / window;
        }

        for (int i = at - window + 1; i <= at; i++)
        {
            double d = Math.Log(close[i] / close[i - 1]) - mean;
            squares += d * d;
        }

        return Math.Sqrt(squares / (window - 1));
    }
}
