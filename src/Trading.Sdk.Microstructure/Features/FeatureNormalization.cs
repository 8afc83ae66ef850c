namespace Trading.Sdk.Microstructure;

/// <summary>How a column is brought to a common scale. Every form looks at earlier rows only, never at the present or a later one.</summary>
public enum FeatureNormalization
{
    /// <summary>Values as they are.</summary>
    None = 0,

    /// <summary>(x − mean) / standard deviation over the rows before.</summary>
    ZScore = 1,

    /// <summary>(x − median) / (1.4826 · median absolute deviation) over the rows before.</summary>
    Robust = 2,

    /// <summary>Share of the rows before that are smaller, equal ones counting half, in 0…1.</summary>
    Rank = 3,
}
