namespace Trading.Sdk.DataFeeds;

/// <summary>A tick-by-tick or bar subscription of a feed on one connection.</summary>
internal sealed class TwsTickRequest(TwsInstrumentFeed instrument, TwsTickLine line, TwsNamePool names) : TwsRequest
{
    public TwsTickLine Line => line;

    /// <inheritdoc/>
    public override bool OnMessage(int message, ref TwsFieldReader reader)
    {
        if (message == TwsIncoming.TickByTick)
        {
            instrument.OnTick(TwsTickByTick.Read(Id, ref reader, names));
        }
        else if (message == TwsIncoming.RealTimeBar)
        {
            instrument.OnBar(TwsBar.Read(ref reader));
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool OnError(TwsError error) => instrument.OnTickError(this, error);

    /// <inheritdoc/>
    public override bool OnMalformed(TwsProtocolException error)
    {
        instrument.OnTickMalformed(this);
        return false;
    }

    /// <inheritdoc/>
    public override void OnEnded(Exception cause)
    {
        // The feed itself hears of the end of the connection.
    }
}
