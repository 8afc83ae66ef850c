namespace Trading.Sdk.Signals;

/// <summary>What a <see cref="SignalBoard"/> did with a signal.</summary>
public enum SignalReception
{
    /// <summary>It stands on the board.</summary>
    Accepted = 0,

    /// <summary>The board already had it.</summary>
    Duplicate,

    /// <summary>It came too soon or changed too little.</summary>
    Throttled,

    /// <summary>It was expired or older than what the board had.</summary>
    Late,
}
