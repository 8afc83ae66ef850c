using Trading.Sdk.MarketData;

namespace Trading.Sdk.Testing;

/// <summary>
/// Writes book messages by hand, in decimals: <c>new BookBuilder(instrument).Bid(99.5m, 3).Ask(100m, 2).Snapshot()</c>. Levels
/// gather until a message is made of them; times and sequence advance by themselves.
/// </summary>
public sealed class BookBuilder
{
    private readonly Instrument instrument;
    private readonly List<(Side Side, long Price, long Quantity)> levels = [];

    /// <summary>Creates a builder.</summary>
    /// <param name="instrument">The instrument of all events.</param>
    /// <param name="time">Time of the first message, nanoseconds since 1970. Default 2024-01-01T00:00:00Z.</param>
    public BookBuilder(Instrument instrument, long time = 1_704_067_200_000_000_000)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        this.instrument = instrument;
        Time = time;
    }

    /// <summary>Time of the next message, nanoseconds since 1970.</summary>
    public long Time { get; private set; }

    /// <summary>Sequence of the message made last; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Adds a bid level to the next message; quantity 0 removes it.</summary>
    /// <exception cref="MarketDataFormatException">Price or quantity is off the instrument's grid.</exception>
    public BookBuilder Bid(decimal price, decimal quantity) => Level(Side.Bid, price, quantity);

    /// <summary>Adds an ask level to the next message; quantity 0 removes it.</summary>
    /// <exception cref="MarketDataFormatException">Price or quantity is off the instrument's grid.</exception>
    public BookBuilder Ask(decimal price, decimal quantity) => Level(Side.Ask, price, quantity);

    /// <summary>Lets time pass before the next message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public BookBuilder Wait(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        Time += span.Ticks * TimeSpan.NanosecondsPerTick;
        return this;
    }

    /// <summary>Loses a number of sequence values, as a gap does.</summary>
    public BookBuilder Skip(long messages = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messages, 1);
        Sequence += messages;
        return this;
    }

    /// <summary>A snapshot of the gathered levels: a clear and the levels, one message.</summary>
    public MarketEvent[] Snapshot() => Message(isSnapshot: true);

    /// <summary>A change of the gathered levels, one message.</summary>
    /// <exception cref="InvalidOperationException">No level was gathered.</exception>
    public MarketEvent[] Change() => levels.Count > 0 ? Message(isSnapshot: false) : throw new InvalidOperationException("A change needs at least one level.");

    /// <summary>A trade, one message; gathered levels stay for the next message.</summary>
    public MarketEvent[] Trade(Side aggressor, decimal price, decimal quantity, long tradeId = 0) =>
        [MarketEvent.Trade(instrument.Id, aggressor, instrument.Price.FromDecimal(price), instrument.Quantity.FromDecimal(quantity), Time, tradeId)];

    private BookBuilder Level(Side side, decimal price, decimal quantity)
    {
        levels.Add((side, instrument.Price.FromDecimal(price), instrument.Quantity.FromDecimal(quantity)));
        return this;
    }

    private MarketEvent[] Message(bool isSnapshot)
    {
        Sequence++;
        MarketEventFlags flags = isSnapshot ? MarketEventFlags.Snapshot : MarketEventFlags.None;
        var events = new List<MarketEvent>();
        if (isSnapshot)
        {
            events.Add(MarketEvent.Clear(instrument.Id, Time, flags, Sequence));
        }

        foreach ((Side side, long price, long quantity) in levels)
        {
            events.Add(MarketEvent.Level(instrument.Id, side, price, quantity, Time, Sequence, flags));
        }

        events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
        levels.Clear();
        return [.. events];
    }
}
