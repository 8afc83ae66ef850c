namespace Trading.Sdk.DataFeeds;

/// <summary>An exchange from which depth can be had.</summary>
/// <param name="Exchange">Exchange.</param>
/// <param name="SecurityType">Of which securities.</param>
/// <param name="ListingExchange">Listed where; may be empty.</param>
/// <param name="ServiceDataType">Deep, or Deep2 where rows carry a market maker.</param>
/// <param name="AggregateGroup">Smart routing group; null = none.</param>
public sealed record TwsDepthExchange(string Exchange, string SecurityType, string ListingExchange, string ServiceDataType, int? AggregateGroup)
{
    internal static TwsDepthExchange[] Read(ref TwsFieldReader reader)
    {
        var exchanges = new TwsDepthExchange[reader.ReadCount(5)];
        for (int i = 0; i < exchanges.Length; i++)
        {
            exchanges[i] = new TwsDepthExchange(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadIntOrNull());
        }

        return exchanges;
    }
}
