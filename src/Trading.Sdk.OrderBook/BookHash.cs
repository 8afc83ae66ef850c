using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// The fingerprint of a book: FNV-1a, 64 bits (offset basis 14695981039346656037, prime 1099511628211), over price and quantity
/// of each level as 64-bit little-endian whole numbers, bids by falling price, then asks by rising price.
/// </summary>
public static class BookHash
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of the whole book. Cost: linear in its levels; nothing is allocated.</summary>
    public static ulong Compute(IDepthBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        ulong hash = OffsetBasis;
        foreach (DepthLevel level in book.Walk(Side.Bid))
        {
            hash = Mix(Mix(hash, level.Price), level.Quantity);
        }

        foreach (DepthLevel level in book.Walk(Side.Ask))
        {
            hash = Mix(Mix(hash, level.Price), level.Quantity);
        }

        return hash;
    }

    /// <summary>The hash as 16 lower-case hexadecimal digits.</summary>
    public static string Format(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong Mix(ulong hash, long value)
    {
        for (int i = 0; i < 64; i += 8)
        {
            hash = (hash ^ (byte)(value >> i)) * Prime;
        }

        return hash;
    }
}
