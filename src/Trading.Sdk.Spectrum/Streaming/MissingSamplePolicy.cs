namespace Trading.Sdk.Spectrum;

/// <summary>What a streaming analyzer does with NaN, infinity and announced gaps.</summary>
public enum MissingSamplePolicy
{
    /// <summary>Throws <see cref="ArgumentException"/>. The default.</summary>
    Reject,

    /// <summary>Leaves the sample out: time goes on, the window does not. Counted.</summary>
    Skip,

    /// <summary>Repeats the last sample. Counted.</summary>
    Hold,

    /// <summary>Empties the window and starts over. Counted.</summary>
    Restart,
}
