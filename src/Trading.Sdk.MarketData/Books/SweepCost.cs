namespace Trading.Sdk.MarketData;

/// <summary>What it costs to take a quantity from one side of a book at once.</summary>
/// <param name="Requested">Quantity asked for.</param>
/// <param name="Filled">Quantity the book could fill; below <paramref name="Requested"/> when it is too thin.</param>
/// <param name="Notional">Σ price · quantity over the fills, in price increments × quantity increments, exact.</param>
/// <param name="WorstPrice">Price of the last level touched; 0 when nothing was filled.</param>
/// <param name="Levels">Number of levels touched.</param>
public readonly record struct SweepCost(long Requested, long Filled, Int128 Notional, long WorstPrice, int Levels)
{
    /// <summary>True when the whole quantity was filled.</summary>
    public bool IsComplete => Filled == Requested;

    /// <summary>Volume-weighted average price in price increments; NaN when nothing was filled.</summary>
    public double AveragePrice => Filled == 0 ? double.NaN : (double)Notional / Filled;
}
