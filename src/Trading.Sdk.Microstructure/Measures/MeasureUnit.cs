namespace Trading.Sdk.Microstructure;

/// <summary>What the values of a measure count in.</summary>
public enum MeasureUnit
{
    /// <summary>A pure number: ratio, index, probability, count.</summary>
    Number = 0,

    /// <summary>Price, in the unit of the inputs.</summary>
    Price = 1,

    /// <summary>Price in storage increments of the instrument.</summary>
    Ticks = 2,

    /// <summary>1/10,000 of a price.</summary>
    BasisPoints = 3,

    /// <summary>Quantity, in the unit of the inputs.</summary>
    Quantity = 4,

    /// <summary>Events or quantity per second.</summary>
    PerSecond = 5,

    /// <summary>A logarithmic return or its standard deviation, per step of the input.</summary>
    Return = 6,

    /// <summary>A variance of logarithmic returns.</summary>
    Variance = 7,

    /// <summary>Seconds.</summary>
    Seconds = 8,

    /// <summary>0 or 1.</summary>
    Flag = 9,
}
