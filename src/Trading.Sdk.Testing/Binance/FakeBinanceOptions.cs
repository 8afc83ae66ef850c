namespace Trading.Sdk.Testing;

/// <summary>How a <see cref="FakeBinance"/> behaves.</summary>
public sealed record FakeBinanceOptions
{
    /// <summary>The market. Default spot.</summary>
    public FakeBinanceMarket Market { get; init; }

    /// <summary>What it trades. Default BTCUSDT and ETHUSDT.</summary>
    public IReadOnlyList<FakeBinanceSymbol> Symbols { get; init; } = [new("BTCUSDT"), new("ETHUSDT", 2, 4, 300_000)];

    /// <summary>Seed of everything random. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Levels of a side at the start. Default 300.</summary>
    public int LevelsPerSide { get; init; } = 300;

    /// <summary>Single changes of the book that make one depth message, 1 to this many. Default 8.</summary>
    public int ChangesPerMessage { get; init; } = 8;

    /// <summary>Ticks by which the whole market drifts upward with each message: the touch leaves old snapshots. Default 0.</summary>
    public int DriftTicks { get; init; }

    /// <summary>Update ids whose true book is kept for comparison; 0 = none. Default 100,000.</summary>
    public int TruthsMax { get; init; } = 100_000;

    /// <summary>Levels a side of a kept true book. Default 20.</summary>
    public int TruthLevels { get; init; } = 20;

    /// <summary>False plays a venue without exchangeInfo (404). Default true.</summary>
    public bool HasExchangeInfo { get; init; } = true;

    /// <summary>Request weight allowed per minute; beyond it 429. Default 6,000.</summary>
    public int WeightPerMinute { get; init; } = 6_000;

    /// <summary>JSON messages, pings and pongs allowed per second and connection; beyond it the connection ends. Default 5.</summary>
    public int InboundPerSecond { get; init; } = 5;

    /// <summary>Messages queued for a client that does not read; beyond it the connection ends. Default 10,000.</summary>
    public int SendQueueMessages { get; init; } = 10_000;

    /// <summary>
    /// Each depth message is followed by trades and all that comes of them, for those who subscribed: aggregate trades, book ticker,
    /// partial depth, candles, and on futures once a second mark price and a forced order. Default true.
    /// </summary>
    public bool HasTrades { get; init; } = true;

    /// <summary>Intervals of the candles: numbers of s, m, h or d. Default 1s and 1m.</summary>
    public IReadOnlyList<string> KlineIntervals { get; init; } = ["1s", "1m"];

    /// <summary>Endings of the depth streams that exist; others are accepted and stay silent. Default all.</summary>
    public IReadOnlyList<string> DepthSpeeds { get; init; } = ["", "@100ms", "@500ms", "@0ms"];

    /// <summary>Clock of event times, rate limits and automatic publishing. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
