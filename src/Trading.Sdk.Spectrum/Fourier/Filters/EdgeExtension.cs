namespace Trading.Sdk.Spectrum;

/// <summary>How a signal is extended before it is filtered in both directions.</summary>
public enum EdgeExtension
{
    /// <summary>Mirrored about the end samples in both directions: keeps value and slope.</summary>
    Odd,

    /// <summary>Mirrored about the end samples.</summary>
    Even,

    /// <summary>The end samples repeated.</summary>
    Constant,

    /// <summary>Not at all.</summary>
    None,
}
