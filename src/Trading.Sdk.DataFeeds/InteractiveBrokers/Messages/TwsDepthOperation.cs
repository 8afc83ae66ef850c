namespace Trading.Sdk.DataFeeds;

/// <summary>What a depth message does to its row; the numbers are those on the wire.</summary>
public enum TwsDepthOperation
{
    /// <summary>A new row; those at and below its position move down.</summary>
    Insert = 0,

    /// <summary>The row now reads like this.</summary>
    Update = 1,

    /// <summary>The row goes; those below move up. Price and size say nothing.</summary>
    Delete = 2,
}
