namespace Trading.Sdk.Microstructure;

/// <summary>Settings of the <see cref="RegimeClassifier"/>.</summary>
public sealed record RegimeOptions
{
    /// <value>Returns of the present window, at least 5. Default 60.</value>
    public int Window { get; init; } = 60;

    /// <value>Returns over which the usual volatility forgets, above <see cref="Window"/>. Default 1,200.</value>
    public int LongWindow { get; init; } = 1_200;

    /// <value>|Σr| / √Σr² at which trending and ranging are equally likely (a random walk has a median of 0.67). Default 1.5.</value>
    public double TrendThreshold { get; init; } = 1.5;

    /// <value>Ratio of present to usual volatility at which volatile and ranging are equally likely, above 1. Default 1.6.</value>
    public double VolatilityThreshold { get; init; } = 1.6;

    /// <value>Sharpness of the probabilities, above 0. Default 4.</value>
    public double Sharpness { get; init; } = 4.0;

    /// <value>A new regime must lead the present one by this probability, 0…1. Default 0.15.</value>
    public double Hysteresis { get; init; } = 0.15;

    /// <value>Steps in a row for which it must lead, at least 1. Default 3.</value>
    public int ConfirmationSteps { get; init; } = 3;

    /// <value>Liquidity score below which liquidity becomes stressed. Default 0.25.</value>
    public double StressBelow { get; init; } = 0.25;

    /// <value>Liquidity score above which it becomes calm again, above <see cref="StressBelow"/>. Default 0.4.</value>
    public double CalmAbove { get; init; } = 0.40;

    internal void Validate()
    {
        Require.AtLeast(Window, 5, nameof(Window));
        Require.Above(LongWindow, Window, nameof(LongWindow));
        Require.Above(TrendThreshold, 0.0, nameof(TrendThreshold));
        Require.Above(VolatilityThreshold, 1.0, nameof(VolatilityThreshold));
        Require.Above(Sharpness, 0.0, nameof(Sharpness));
        Require.Within(Hysteresis, 0.0, 1.0, nameof(Hysteresis));
        Require.AtLeast(ConfirmationSteps, 1, nameof(ConfirmationSteps));
        Require.Within(StressBelow, 0.0, 1.0, nameof(StressBelow));
        Require.Above(CalmAbove, StressBelow, nameof(CalmAbove));
    }
}
