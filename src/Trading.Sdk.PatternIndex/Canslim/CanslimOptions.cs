namespace Trading.Sdk.PatternIndex;

/// <summary>What a <see cref="CanslimPatternGenerator"/> makes; checked when it is made.</summary>
public sealed record CanslimOptions
{
    /// <summary>Bars a window. 16 … 10,000, default 64.</summary>
    public int WindowBars { get; init; } = 64;

    /// <summary>Bars from one pattern to the next. At least 1, default 5.</summary>
    public int StepBars { get; init; } = 5;

    /// <summary>Components of the price shape; eight for the scores follow. 2 … <see cref="WindowBars"/>, default 24.</summary>
    public int ShapeDimensions { get; init; } = 24;

    /// <summary>Factor of the scores against the shape. Greater than 0, default 1.</summary>
    public double ScoreWeight { get; init; } = 1;

    /// <summary>Bars ahead for the forward returns, ascending. Default 5, 20, 60.</summary>
    public IReadOnlyList<int> HorizonBars { get; init; } = [5, 20, 60];

    /// <summary>Components of a vector: shape, seven scores, their mean.</summary>
    public int Dimension => ShapeDimensions + 8;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBars, 16, nameof(WindowBars));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WindowBars, 10_000, nameof(WindowBars));
        ArgumentOutOfRangeException.ThrowIfLessThan(StepBars, 1, nameof(StepBars));
        ArgumentOutOfRangeException.ThrowIfLessThan(ShapeDimensions, 2, nameof(ShapeDimensions));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ShapeDimensions, WindowBars, nameof(ShapeDimensions));
        if (!(ScoreWeight > 0) || double.IsInfinity(ScoreWeight))
        {
            throw new ArgumentOutOfRangeException(nameof(ScoreWeight), ScoreWeight, "Must be greater than 0 and finite.");
        }

        ArgumentNullException.ThrowIfNull(HorizonBars);
        for (int i = 0; i < HorizonBars.Count; i++)
        {
            if (HorizonBars[i] < 1 || (i > 0 && HorizonBars[i] <= HorizonBars[i - 1]))
            {
                throw new ArgumentOutOfRangeException(nameof(HorizonBars), HorizonBars[i], "Horizons are at least 1 bar and ascend.");
            }
        }
    }
}
