namespace Trading.Sdk.Microstructure;

/// <summary>Why a snapshot is or is not a signal.</summary>
public enum DepthSignalState
{
    /// <summary>The direction has held long enough: a signal.</summary>
    Signal = 0,

    /// <summary>The ratio lies between the thresholds.</summary>
    Balanced = 1,

    /// <summary>A direction, but not yet for the minimum time.</summary>
    TooYoung = 2,

    /// <summary>A side has no depth in the range: there is no ratio.</summary>
    EmptySide = 3,

    /// <summary>The book does not know every level of the range, and completeness is required.</summary>
    Incomplete = 4,
}
