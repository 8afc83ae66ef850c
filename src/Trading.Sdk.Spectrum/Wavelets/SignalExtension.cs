namespace Trading.Sdk.Spectrum;

/// <summary>How a signal is thought to go on beyond its ends.</summary>
public enum SignalExtension
{
    /// <summary>Mirrored about the edge between samples: … x1 x0 | x0 x1 …. The default of most software.</summary>
    Symmetric,

    /// <summary>Mirrored about the end samples: … x2 x1 | x0 x1 ….</summary>
    Reflect,

    /// <summary>The end samples repeated.</summary>
    Constant,

    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The signal repeated.</summary>
    Periodic,

    /// <summary>The line through the last two samples of each end.</summary>
    Smooth,

    /// <summary>Mirrored about the edge with the sign changed: … −x1 −x0 | x0 x1 ….</summary>
    Antisymmetric,

    /// <summary>Mirrored about the end samples in both directions, value included: … 2x0 − x1 | x0 x1 ….</summary>
    Antireflect,

    /// <summary>The signal repeated, with as few coefficients as possible: ⌈n/2⌉ a level; an odd signal's last sample is doubled first.</summary>
    Periodization,
}
