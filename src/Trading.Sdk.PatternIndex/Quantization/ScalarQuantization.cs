namespace Trading.Sdk.PatternIndex;

/// <summary>How each component of a vector is stored.</summary>
public enum ScalarQuantization
{
    /// <summary>32-bit floats.</summary>
    None = 0,

    /// <summary>16-bit floats.</summary>
    Half = 1,

    /// <summary>8 bits between the least and the greatest value of the component.</summary>
    EightBit = 2,

    /// <summary>8 bits between the least and the greatest value of all components.</summary>
    EightBitUniform = 3,

    /// <summary>4 bits between the least and the greatest value of the component.</summary>
    FourBit = 4,
}
