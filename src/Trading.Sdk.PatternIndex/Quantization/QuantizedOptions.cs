namespace Trading.Sdk.PatternIndex;

/// <summary>Shape of a <see cref="QuantizedIndex"/>; checked when it is made.</summary>
public sealed record QuantizedOptions
{
    /// <summary>Bits a component. Default <see cref="ScalarQuantization.EightBit"/>.</summary>
    public ScalarQuantization Quantization { get; init; } = ScalarQuantization.EightBit;

    /// <summary>Lists; 1, the default, compares all codes.</summary>
    public int ListCount { get; init; } = 1;

    /// <summary>Lists searched when the search names no number. At least 1, default 8.</summary>
    public int ProbeCount { get; init; } = 8;

    /// <summary>The originals are kept, and this many times the hits asked for are compared again with them. 0, the default, keeps none.</summary>
    public int RerankFactor { get; init; }

    /// <summary>Seed of the training. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        if (Quantization is <= ScalarQuantization.None or > ScalarQuantization.FourBit)
        {
            throw new ArgumentOutOfRangeException(nameof(Quantization), Quantization, "Must be 16, 8 or 4 bits.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(ListCount, 1, nameof(ListCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ListCount, 1_000_000, nameof(ListCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(ProbeCount, 1, nameof(ProbeCount));
        ArgumentOutOfRangeException.ThrowIfNegative(RerankFactor, nameof(RerankFactor));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RerankFactor, 10_000, nameof(RerankFactor));
    }
}
