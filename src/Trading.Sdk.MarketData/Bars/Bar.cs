namespace Trading.Sdk.MarketData;

/// <summary>Open, high, low, close and volume of an interval. Prices and quantities are in storage increments of the instrument.</summary>
public readonly record struct Bar
{
    /// <summary><see cref="Instrument.Id"/>.</summary>
    public int InstrumentId { get; init; }

    /// <summary>Trades in the bar; 0 = unknown.</summary>
    public int TradeCount { get; init; }

    /// <summary>First nanosecond of the interval, inclusive.</summary>
    public long OpenTime { get; init; }

    /// <summary>End of the interval, exclusive: the bar is known from this time on.</summary>
    public long CloseTime { get; init; }

    /// <summary>First price.</summary>
    public long Open { get; init; }

    /// <summary>Highest price.</summary>
    public long High { get; init; }

    /// <summary>Lowest price.</summary>
    public long Low { get; init; }

    /// <summary>Last price.</summary>
    public long Close { get; init; }

    /// <summary>Quantity traded.</summary>
    public long Volume { get; init; }

    /// <summary>Part of <see cref="Volume"/> whose aggressor bought; −1 = unknown.</summary>
    public long BuyVolume { get; init; }

    /// <summary>Σ price · quantity over the trades, exact; 0 = unknown.</summary>
    public Int128 Notional { get; init; }

    /// <summary>Volume-weighted average price in price increments; NaN where the notional or the volume is unknown.</summary>
    public double AveragePrice => Volume == 0 || Notional == 0 ? double.NaN : (double)Notional / Volume;
}
