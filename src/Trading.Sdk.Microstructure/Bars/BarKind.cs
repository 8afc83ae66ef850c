namespace Trading.Sdk.Microstructure;

/// <summary>What closes a bar.</summary>
public enum BarKind
{
    /// <summary>A multiple of an interval of time since 1970.</summary>
    Time = 0,

    /// <summary>A number of trades.</summary>
    Tick = 1,

    /// <summary>A traded quantity.</summary>
    Volume = 2,

    /// <summary>A traded value.</summary>
    Dollar = 3,

    /// <summary>A signed quantity imbalance beyond its expectation.</summary>
    Imbalance = 4,
}
