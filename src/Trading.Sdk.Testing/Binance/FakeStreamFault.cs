namespace Trading.Sdk.Testing;

/// <summary>What goes wrong with the next depth message of a symbol.</summary>
public enum FakeStreamFault
{
    /// <summary>It is not sent: its changes are missing.</summary>
    Gap,

    /// <summary>It is sent twice.</summary>
    Duplicate,

    /// <summary>An earlier message is sent again before it.</summary>
    Old,

    /// <summary>It is sent without its second half.</summary>
    Truncated,

    /// <summary>It is sent with something that is no number as a price.</summary>
    NotANumber,

    /// <summary>Text that is no JSON at all, naming nothing, is sent in its place.</summary>
    Garbage,

    /// <summary>It is followed by 200 further messages at once.</summary>
    Burst,

    /// <summary>It changes 2,000 levels.</summary>
    Huge,
}
