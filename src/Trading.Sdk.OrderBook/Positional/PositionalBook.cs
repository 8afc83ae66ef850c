using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// A book that a venue describes by rows (insert, update, delete at a position; Interactive Brokers), turned into price-keyed
/// level events: after each batch of operations <see cref="Flush"/> gives the differences of the quantities per price.
/// </summary>
/// <remarks>
/// The operations work on lists, tolerantly (<see cref="PositionalRows{T}"/>). Rows of one price (several market makers) add up to
/// one level. Not thread-safe.
/// </remarks>
public sealed class PositionalBook
{
    private readonly PositionalLevels bids;
    private readonly PositionalLevels asks;
    private readonly MarketEvent[] output;
    private bool reset;

    /// <summary>Creates an empty book.</summary>
    /// <param name="instrument">Instrument of the events given out.</param>
    /// <param name="rows">Rows a side that were asked for, 1…1000.</param>
    public PositionalBook(Instrument instrument, int rows)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Instrument = instrument;
        bids = new PositionalLevels(Side.Bid, rows);
        asks = new PositionalLevels(Side.Ask, rows);
        output = new MarketEvent[(4 * rows) + 1];
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>True after an update beyond the end of a side, until <see cref="Reset"/>: rows must have been lost.</summary>
    public bool IsSuspect => bids.Rows.IsSuspect || asks.Rows.IsSuspect;

    /// <summary>Operations that could not be applied (updates beyond the end, deletions of missing rows).</summary>
    public long IgnoredOperations => bids.Rows.IgnoredOperations + asks.Rows.IgnoredOperations;

    /// <summary>Rows cut off because an insert made a side longer than asked for.</summary>
    public long CutRows => bids.Rows.CutRows + asks.Rows.CutRows;

    /// <summary>Rows of a side.</summary>
    public int RowCount(Side side) => Of(side).Rows.Count;

    /// <summary>Price and quantity of a row.</summary>
    /// <param name="side">The side.</param>
    /// <param name="position">0 = best; below <see cref="RowCount"/>.</param>
    public DepthLevel Row(Side side, int position)
    {
        ReadOnlySpan<DepthLevel> rows = Of(side).Rows.Rows;
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, rows.Length);
        return rows[position];
    }

    /// <summary>True when the prices of a side never get better with the position. A side that stays unsorted is invalid: subscribe again.</summary>
    public bool IsSorted(Side side)
    {
        ReadOnlySpan<DepthLevel> rows = Of(side).Rows.Rows;
        for (int i = 1; i < rows.Length; i++)
        {
            if (side == Side.Bid ? rows[i].Price > rows[i - 1].Price : rows[i].Price < rows[i - 1].Price)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the best bid row is above the best ask row (legal in a book joined from several venues).</summary>
    public bool IsCrossed => bids.Rows.Count > 0 && asks.Rows.Count > 0 && bids.Rows.Rows[0].Price > asks.Rows.Rows[0].Price;

    /// <summary>Inserts a row; those at and below the position move down.</summary>
    /// <param name="side">Bid or ask.</param>
    /// <param name="position">At least 0; beyond the end it appends.</param>
    /// <param name="price">In storage increments.</param>
    /// <param name="quantity">At least 0.</param>
    public void Insert(Side side, int position, long price, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        Of(side).Rows.Insert(position, new DepthLevel(price, quantity, 1));
    }

    /// <summary>Overwrites a row.</summary>
    /// <inheritdoc cref="Insert"/>
    public void Update(Side side, int position, long price, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        Of(side).Rows.Update(position, new DepthLevel(price, quantity, 1));
    }

    /// <summary>Deletes a row; those below move up.</summary>
    /// <param name="side">Bid or ask.</param>
    /// <param name="position">At least 0; a missing row is ignored and counted.</param>
    public void Delete(Side side, int position) => Of(side).Rows.Delete(position);

    /// <summary>Empties both sides (code 317): rows follow on the same subscription. The next <see cref="Flush"/> begins with a clear.</summary>
    public void Reset()
    {
        bids.Clear();
        asks.Clear();
        reset = true;
    }

    /// <summary>
    /// The differences since the last flush as one message of level events; empty when no level changed. After a
    /// <see cref="Reset"/> the message is a snapshot: a clear and the levels there are, flagged <see cref="MarketEventFlags.Snapshot"/>.
    /// </summary>
    /// <param name="receiveTime">Time of arrival, nanoseconds since 1970: the venue gives none, so it is the exchange time too (<see cref="MarketEventFlags.ExchangeTimeUnknown"/>).</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="MarketDataFormatException">The quantities of one price exceed 64 bits.</exception>
    public ReadOnlySpan<MarketEvent> Flush(long receiveTime)
    {
        int count = 0;
        MarketEventFlags flags = MarketEventFlags.ExchangeTimeUnknown;
        if (reset)
        {
            reset = false;
            flags |= MarketEventFlags.Snapshot;
            output[count++] = MarketEvent.Clear(Instrument.Id, receiveTime, flags);
        }

        count = bids.Difference(Instrument, receiveTime, flags, output, count);
        count = asks.Difference(Instrument, receiveTime, flags, output, count);
        if (count > 0)
        {
            output[count - 1] = output[count - 1] with { Flags = output[count - 1].Flags | MarketEventFlags.EndOfMessage };
        }

        return output.AsSpan(0, count);
    }

    private PositionalLevels Of(Side side) => side switch
    {
        Side.Bid => bids,
        Side.Ask => asks,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask."),
    };
}
