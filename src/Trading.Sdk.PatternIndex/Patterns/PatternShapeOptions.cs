namespace Trading.Sdk.PatternIndex;

/// <summary>How a window of bars becomes a vector; checked when a <see cref="PatternShaper"/> is made.</summary>
public sealed record PatternShapeOptions
{
    /// <summary>Bars a window. 4 … 100,000, default 64.</summary>
    public int WindowBars { get; init; } = 64;

    /// <summary>Components that hold the price shape; the window is averaged down to them. 2 … <see cref="WindowBars"/>, default 32.</summary>
    public int ShapeDimensions { get; init; } = 32;

    /// <summary>Components that hold the volume shape after the price shape. 0 … <see cref="WindowBars"/>, default 0.</summary>
    public int VolumeDimensions { get; init; }

    /// <summary>Further components given by the caller (imbalance, spread …), already on a common scale. 0 … 1,000, default 0.</summary>
    public int FeatureDimensions { get; init; }

    /// <summary>Factor of the volume components against the price shape. Greater than 0, default 0.5.</summary>
    public double VolumeWeight { get; init; } = 0.5;

    /// <summary>Factor of the caller's components. Greater than 0, default 0.5.</summary>
    public double FeatureWeight { get; init; } = 0.5;

    /// <summary>
    /// A window whose log prices have a standard deviation at or below this is flat: its shape is zero rather than noise blown
    /// up to full size. In log units (1e-4 is one basis point), 0 or greater, default 1e-6.
    /// </summary>
    public double FlatDeviation { get; init; } = 1e-6;

    /// <summary>Components of a vector.</summary>
    public int Dimension => ShapeDimensions + VolumeDimensions + FeatureDimensions;

    internal void Validate()
    {
        Check(WindowBars, 4, 100_000, nameof(WindowBars));
        Check(ShapeDimensions, 2, WindowBars, nameof(ShapeDimensions));
        Check(VolumeDimensions, 0, WindowBars, nameof(VolumeDimensions));
        Check(FeatureDimensions, 0, 1_000, nameof(FeatureDimensions));
        Positive(VolumeWeight, nameof(VolumeWeight));
        Positive(FeatureWeight, nameof(FeatureWeight));
        if (!(FlatDeviation >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(FlatDeviation), FlatDeviation, "Must be 0 or greater.");
        }
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Must be {least} … {most}.");
        }
    }

    private static void Positive(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Must be greater than 0 and finite.");
        }
    }
}
