namespace Trading.Sdk.PatternIndex;

/// <summary>A second look at the nearest shapes of a search, by <see cref="DynamicTimeWarping"/>.</summary>
public sealed record WarpingOptions
{
    /// <summary>Nearest patterns by plain distance that are looked at again; at least as many as matches are wanted are taken. 1 … 100,000, default 200.</summary>
    public int Candidates { get; init; } = 200;

    /// <summary>Band in components of the vector. 0 … 65,536, default 3 (a tenth of 32).</summary>
    public int Band { get; init; } = 3;

    /// <summary>Leading components that are the price shape and are warped; the others keep their squared difference. 0, the default, takes all.</summary>
    public int ShapeDimensions { get; init; }

    internal void Validate(int dimension)
    {
        Check(Candidates, 1, 100_000, nameof(Candidates));
        Check(Band, 0, 65_536, nameof(Band));
        Check(ShapeDimensions, 0, dimension, nameof(ShapeDimensions));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Must be {least} … {most}.");
        }
    }
}
