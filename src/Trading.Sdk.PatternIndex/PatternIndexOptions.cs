namespace Trading.Sdk.PatternIndex;

/// <summary>What <c>AddTradingPatternIndex</c> registers.</summary>
public sealed class PatternIndexOptions
{
    /// <summary>How windows become vectors. <see cref="PatternShapeOptions.Dimension"/> must be that of the library.</summary>
    public PatternShapeOptions Shape { get; set; } = new();

    /// <summary>The library.</summary>
    public PatternLibraryOptions Library { get; set; } = new();

    /// <summary>The CANSLIM generator.</summary>
    public CanslimOptions Canslim { get; set; } = new();

    /// <summary>The Chroma server; null, the default, registers no client.</summary>
    public ChromaOptions? Chroma { get; set; }
}
