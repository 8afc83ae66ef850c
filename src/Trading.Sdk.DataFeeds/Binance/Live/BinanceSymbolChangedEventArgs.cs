using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>The venue says something else of an instrument than before.</summary>
/// <param name="instrument">The instrument, as the feed was given it.</param>
/// <param name="previous">What was known before; null at the first answer that differs from normal trading on the instrument's steps.</param>
/// <param name="current">What exchangeInfo says now.</param>
public sealed class BinanceSymbolChangedEventArgs(Instrument instrument, BinanceSymbol? previous, BinanceSymbol current) : EventArgs
{
    /// <summary>The instrument, as the feed was given it.</summary>
    public Instrument Instrument { get; } = instrument;

    /// <summary>What was known before; null = nothing.</summary>
    public BinanceSymbol? Previous { get; } = previous;

    /// <summary>What exchangeInfo says now.</summary>
    public BinanceSymbol Current { get; } = current;
}
