namespace Trading.Sdk.DataFeeds;

/// <summary>A depth subscription of a feed on one connection; everything goes to the instrument, which outlives it.</summary>
internal sealed class TwsDepthRequest(TwsInstrumentFeed instrument, TwsDepthDecoder decoder) : TwsRequest
{
    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader)
    {
        if (message is TwsIncoming.MarketDepth or TwsIncoming.MarketDepthL2)
        {
            return instrument.OnDepth(this, decoder.Read(message, Id, ref reader));
        }

        if (message == TwsIncoming.RerouteMarketDepth)
        {
            instrument.OnReroute(this, reader.ReadInt(), reader.ReadString());
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool OnError(TwsError error) => instrument.OnDepthError(this, error);

    /// <inheritdoc/>
    public override bool OnMalformed(TwsProtocolException error)
    {
        instrument.OnDepthMalformed(this);
        return false;
    }

    /// <inheritdoc/>
    public override void OnEnded(Exception cause)
    {
        // The feed itself hears of the end of the connection.
    }
}
