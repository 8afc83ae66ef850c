namespace Trading.Sdk.MarketData;

/// <summary>Arithmetic on sides.</summary>
public static class SideExtensions
{
    /// <summary>The other side; <see cref="Side.None"/> stays.</summary>
    public static Side Opposite(this Side side) => side switch
    {
        Side.Bid => Side.Ask,
        Side.Ask => Side.Bid,
        _ => Side.None,
    };

    /// <summary>+1 for <see cref="Side.Bid"/> (buying), −1 for <see cref="Side.Ask"/> (selling), 0 for <see cref="Side.None"/>.</summary>
    public static int Sign(this Side side) => side switch
    {
        Side.Bid => 1,
        Side.Ask => -1,
        _ => 0,
    };
}
