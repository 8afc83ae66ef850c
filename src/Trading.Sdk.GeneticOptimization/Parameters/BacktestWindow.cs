namespace Trading.Sdk.GeneticOptimization;

/// <summary>The observations whose returns a backtest is asked for: [<see cref="Start"/>, <see cref="End"/>). It may read data before the start to warm up, and nothing from the end on.</summary>
/// <param name="Start">First observation.</param>
/// <param name="End">First observation behind the window.</param>
public readonly record struct BacktestWindow(int Start, int End)
{
    /// <summary>Number of observations.</summary>
    public int Length => End - Start;
}
