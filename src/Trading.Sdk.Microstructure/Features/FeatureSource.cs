using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Computes one or more columns of a <see cref="FeatureEngine"/>. It hears the events of an interval and writes its values when a row is due.
/// One instance serves one engine; nothing may be allocated after construction.
/// </summary>
public abstract class FeatureSource
{
    /// <summary>The columns, in the order in which <see cref="Write"/> fills them.</summary>
    public abstract IReadOnlyList<FeatureInfo> Features { get; }

    /// <summary>What the source hears; what it does not name is not called. Default trades and depth. Clears are always told.</summary>
    public virtual FeatureInputs Inputs => FeatureInputs.Trades | FeatureInputs.Depth;

    /// <summary>Levels per side that the source reads from <see cref="FeatureContext.Bids"/> and <see cref="FeatureContext.Asks"/>. Default 0.</summary>
    public virtual int TopLevels => 0;

    /// <summary>A trade happened; its aggressor is known or classified. <see cref="FeatureContext.PreviousQuote"/> is the touch before it.</summary>
    public virtual void OnTrade(FeatureContext market, in TradeTick trade)
    {
    }

    /// <summary>An event of a depth message, a level or an order; the whole message is already applied. Called before <see cref="OnDepth"/>.</summary>
    public virtual void OnDepthEvent(FeatureContext market, in MarketEvent depthEvent)
    {
    }

    /// <summary>A depth message was applied.</summary>
    public virtual void OnDepth(FeatureContext market)
    {
    }

    /// <summary>The book was cleared: what follows does not continue what came before.</summary>
    public virtual void OnClear(FeatureContext market)
    {
    }

    /// <summary>Writes the values of a row and begins the next interval.</summary>
    /// <param name="market">The market at the end of the interval.</param>
    /// <param name="time">Time of the row, nanoseconds since 1970.</param>
    /// <param name="values">One element per column; NaN = missing.</param>
    public abstract void Write(FeatureContext market, long time, Span<double> values);

    /// <summary>Forgets everything.</summary>
    public abstract void Reset();

    /// <summary>Joins the source to what the engine shares between its sources.</summary>
    internal virtual void Attach(FeatureContext market)
    {
    }
}
