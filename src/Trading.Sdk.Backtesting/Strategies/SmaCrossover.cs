namespace Trading.Sdk.Backtesting;

/// <summary>
/// Long while the fast average of the price lies above the slow one, short (or out) while below: the reference strategy, on bars and on a
/// book. One price a decision. Sends an order only when the sign of the target changes.
/// </summary>
public sealed class SmaCrossover : IStrategy
{
    private readonly int fast, slow;
    private readonly bool allowShort;
    private readonly double equityFraction;
    private readonly long? lots;
    private readonly double[] window;
    private readonly List<int?> signals = [];
    private int count;

    /// <summary>Creates the strategy.</summary>
    /// <param name="fast">Prices in the fast average, at least 1.</param>
    /// <param name="slow">Prices in the slow average, more than <paramref name="fast"/>.</param>
    /// <param name="allowShort">False: out instead of short.</param>
    /// <param name="equityFraction">Share of the equity in the market, greater than 0; whole lots, rounded down.</param>
    /// <param name="lots">A fixed size in place of the share; null = the share.</param>
    public SmaCrossover(int fast, int slow, bool allowShort = true, double equityFraction = 0.95, long? lots = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fast, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(slow, fast);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(equityFraction);
        if (lots is { } fixedLots)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(fixedLots, 1, nameof(lots));
        }

        (this.fast, this.slow, this.allowShort, this.equityFraction, this.lots) = (fast, slow, allowShort, equityFraction, lots);
        window = new double[slow];
    }

    /// <summary>The signal of each decision: 1 above, −1 below, 0 equal, null before the slow average exists.</summary>
    public IReadOnlyList<int?> Signals => signals;

    /// <inheritdoc/>
    public void OnDecision(StrategyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        window[count++ % slow] = context.ReferencePrice;
        if (count < slow)
        {
            signals.Add(null);
            return;
        }

        int signal = Math.Sign(Average(fast) - Average(slow));
        signals.Add(signal);
        int direction = signal < 0 && !allowShort ? 0 : signal;
        if (direction != Math.Sign(context.Position))
        {
            long size = lots ?? (long)Math.Floor(Math.Max(0, equityFraction * (double)context.Equity / context.LotValue));
            context.TradeTo(direction * size);
        }
    }

    private double Average(int length)
    {
        double sum = 0;
        for (int i = 1; i <= length; i++)
        {
            sum += window[(count - i) % slow];
        }

        return sum / length;
    }
}
