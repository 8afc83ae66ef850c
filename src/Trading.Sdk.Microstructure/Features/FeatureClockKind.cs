namespace Trading.Sdk.Microstructure;

/// <summary>What triggers a row of features.</summary>
public enum FeatureClockKind
{
    /// <summary>Every message.</summary>
    EveryMessage = 0,

    /// <summary>Multiples of an interval of time.</summary>
    Interval = 1,

    /// <summary>The close of a bar.</summary>
    BarClose = 2,
}
