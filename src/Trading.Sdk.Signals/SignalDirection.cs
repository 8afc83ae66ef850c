namespace Trading.Sdk.Signals;

/// <summary>Which way a signal points.</summary>
public enum SignalDirection : sbyte
{
    /// <summary>The price is expected to fall.</summary>
    Short = -1,

    /// <summary>No expectation.</summary>
    Flat = 0,

    /// <summary>The price is expected to rise.</summary>
    Long = 1,
}
