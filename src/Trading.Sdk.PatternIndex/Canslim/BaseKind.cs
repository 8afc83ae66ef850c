namespace Trading.Sdk.PatternIndex;

/// <summary>Shapes of a consolidation from which advances start.</summary>
public enum BaseKind
{
    /// <summary>A rounded fall and recovery, then a small dip near the old high.</summary>
    CupWithHandle = 0,

    /// <summary>A narrow sideways range after an advance.</summary>
    FlatBase = 1,

    /// <summary>Two lows of about one price with a recovery between them: a W.</summary>
    DoubleBottom = 2,

    /// <summary>Highs at one price, lows rising towards it.</summary>
    AscendingTriangle = 3,
}
