namespace Trading.Sdk.Testing;

/// <summary>Kinds of <see cref="FakeTwsStep"/>.</summary>
public enum FakeTwsStepKind
{
    /// <summary>A depth row.</summary>
    Row = 0,

    /// <summary>An error or notice.</summary>
    Error,

    /// <summary>The connection is reset.</summary>
    Disconnect,

    /// <summary>Nothing for a while.</summary>
    Pause,
}
