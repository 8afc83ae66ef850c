using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What a <see cref="TwsDepthFeed"/> subscribes to for one instrument.</summary>
public sealed record TwsSubscription
{
    /// <summary>The instrument of the events; its increments must hold the venue's prices and sizes (<see cref="TwsContractDetails.ToInstrument"/>).</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The contract that is asked for.</summary>
    public required TwsContract Contract { get; init; }

    /// <summary>Rows of depth a side, 0…1000; 0 = no depth. Default 10.</summary>
    public int DepthRows { get; init; } = 10;

    /// <summary>Depth joined from all exchanges (contracts on SMART). Default false.</summary>
    public bool IsSmartDepth { get; init; }

    /// <summary>Tick-by-tick streams: Last and AllLast become trades, BidAsk best quotes; midpoints are counted only. Default none.</summary>
    public IReadOnlyList<TwsTickByTickKind> TickByTick { get; init; } = [];

    /// <summary>TRADES, MIDPOINT, BID or ASK: five-second bars of it; null = none. Default null.</summary>
    public string? RealTimeBars { get; init; }
}
