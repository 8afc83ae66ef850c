namespace Trading.Sdk.Microstructure;

/// <summary>What the depth of a book leans to.</summary>
public enum DepthDirection
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>Much more depth on the bid: up.</summary>
    Long = 1,

    /// <summary>Much more depth on the ask: down.</summary>
    Short = -1,
}
