using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads depth messages without allocating: prices and sizes exactly as decimals, market makers as strings that are made once.
/// One instance per connection; not thread-safe.
/// </summary>
public sealed class TwsDepthDecoder
{
    private readonly TwsNamePool names = new();

    /// <summary>Reads a frame if it is a depth message.</summary>
    /// <param name="payload">The frame without its length.</param>
    /// <param name="update">The message.</param>
    /// <returns>False when the frame is another message.</returns>
    /// <exception cref="TwsProtocolException">The frame is not of the documented form.</exception>
    public bool TryDecode(ReadOnlySpan<byte> payload, out TwsDepthUpdate update)
    {
        var reader = new TwsFieldReader(payload);
        int message = reader.ReadMessageId();
        if (message is not (TwsIncoming.MarketDepth or TwsIncoming.MarketDepthL2))
        {
            update = default;
            return false;
        }

        reader.Skip();
        update = Read(message, reader.ReadInt(), ref reader);
        return true;
    }

    /// <summary>Reads what follows the request id.</summary>
    internal TwsDepthUpdate Read(int message, int requestId, ref TwsFieldReader reader)
    {
        bool hasMaker = message == TwsIncoming.MarketDepthL2;
        int position = reader.ReadInt();
        string maker = hasMaker ? names.Get(reader.ReadBytes()) : "";
        int operation = reader.ReadInt(), side = reader.ReadInt();
        if (position < 0 || (uint)operation > 2 || (uint)side > 1)
        {
            throw new TwsProtocolException($"message {message}: position {position}, operation {operation}, side {side}; expected a position of at least 0, operation 0, 1 or 2, side 0 or 1");
        }

        decimal price = reader.ReadDecimal(), size = reader.ReadDecimal();
        bool smart = hasMaker && !reader.IsAtEnd && reader.ReadBool();
        return new TwsDepthUpdate(requestId, position, (TwsDepthOperation)operation, side == 1 ? Side.Bid : Side.Ask, price, size, maker, smart);
    }
}
