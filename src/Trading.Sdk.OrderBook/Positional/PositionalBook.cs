using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// A book that a venue describes by rows (insert, update, delete at a position; Interactive Brokers), turned into price-keyed
/// level events: after each batch of operations <see cref="Flush"/> gives the differences of the quantities per price.
/// </summary>
/// <remarks>
/// The operations work on a list, tolerantly: an insert beyond the end appends; an update of the row behind the last one
/// appends; an update farther out is ignored and makes the book suspect; the deletion of a missing row is ignored; after an
/// insert the side is cut to its rows. Rows of one price (several market makers) add up to one level. Not thread-safe.
/// </remarks>
public sealed class PositionalBook
{
    private readonly Rows bids;
    private readonly Rows asks;
    private readonly MarketEvent[] output;
    private bool reset;

    /// <summary>Creates an empty book.</summary>
    /// <param name="instrument">Instrument of the events given out.</param>
    /// <param name="rows">Rows a side that were asked for, 1…1000.</param>
    public PositionalBook(Instrument instrument, int rows)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 1000);
        Instrument = instrument;
        bids = new Rows(Side.Bid, rows);
        asks = new Rows(Side.Ask, rows);
        output = new MarketEvent[(4 * rows) + 1];
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>True after an update beyond the end of a side, until <see cref="Reset"/>: rows must have been lost.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Operations that could not be applied (updates beyond the end, deletions of missing rows).</summary>
    public long IgnoredOperations { get; private set; }

    /// <summary>Rows cut off because an insert made a side longer than asked for.</summary>
    public long CutRows { get; private set; }

    /// <summary>Rows of a side.</summary>
    public int RowCount(Side side) => Of(side).Count;

    /// <summary>Price and quantity of a row.</summary>
    /// <param name="side">The side.</param>
    /// <param name="position">0 = best; below <see cref="RowCount"/>.</param>
    public DepthLevel Row(Side side, int position)
    {
        Rows rows = Of(side);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, rows.Count);
        return new DepthLevel(rows.Prices[position], rows.Quantities[position], 1);
    }

    /// <summary>True when the prices of a side never get better with the position. A side that stays unsorted is invalid: subscribe again.</summary>
    public bool IsSorted(Side side)
    {
        Rows rows = Of(side);
        for (int i = 1; i < rows.Count; i++)
        {
            if ((rows.Prices[i] - rows.Prices[i - 1]) * side.Sign() > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the best bid row is above the best ask row (legal in a book joined from several venues).</summary>
    public bool IsCrossed => bids.Count > 0 && asks.Count > 0 && bids.Prices[0] > asks.Prices[0];

    /// <summary>Inserts a row; those at and below the position move down.</summary>
    /// <param name="side">Bid or ask.</param>
    /// <param name="position">At least 0; beyond the end it appends.</param>
    /// <param name="price">In storage increments.</param>
    /// <param name="quantity">At least 0.</param>
    public void Insert(Side side, int position, long price, long quantity)
    {
        Rows rows = Check(side, position, quantity);
        position = Math.Min(position, rows.Count);
        if (position == rows.Limit)
        {
            // Behind the last row asked for: cut off at once.
            CutRows++;
            return;
        }

        if (rows.Count == rows.Limit)
        {
            rows.Count--;
            CutRows++;
        }

        Array.Copy(rows.Prices, position, rows.Prices, position + 1, rows.Count - position);
        Array.Copy(rows.Quantities, position, rows.Quantities, position + 1, rows.Count - position);
        rows.Count++;
        (rows.Prices[position], rows.Quantities[position]) = (price, quantity);
    }

    /// <summary>Overwrites a row.</summary>
    /// <inheritdoc cref="Insert"/>
    public void Update(Side side, int position, long price, long quantity)
    {
        Rows rows = Check(side, position, quantity);
        if (position > rows.Count || position == rows.Limit)
        {
            IgnoredOperations++;
            IsSuspect = true;
            return;
        }

        rows.Count = Math.Max(rows.Count, position + 1);
        (rows.Prices[position], rows.Quantities[position]) = (price, quantity);
    }

    /// <summary>Deletes a row; those below move up.</summary>
    /// <param name="side">Bid or ask.</param>
    /// <param name="position">At least 0; a missing row is ignored and counted.</param>
    public void Delete(Side side, int position)
    {
        Rows rows = Check(side, position, 0);
        if (position >= rows.Count)
        {
            IgnoredOperations++;
            return;
        }

        rows.Count--;
        Array.Copy(rows.Prices, position + 1, rows.Prices, position, rows.Count - position);
        Array.Copy(rows.Quantities, position + 1, rows.Quantities, position, rows.Count - position);
    }

    /// <summary>Empties both sides (code 317): rows follow on the same subscription. The next <see cref="Flush"/> begins with a clear.</summary>
    public void Reset()
    {
        bids.Count = asks.Count = 0;
        bids.PublishedCount = asks.PublishedCount = 0;
        IsSuspect = false;
        reset = true;
    }

    /// <summary>The differences since the last flush as one message of level events; empty when no level changed.</summary>
    /// <param name="receiveTime">Time of arrival, nanoseconds since 1970: the venue gives none, so it is the exchange time too (<see cref="MarketEventFlags.ExchangeTimeUnknown"/>).</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="MarketDataFormatException">The quantities of one price exceed 64 bits.</exception>
    public ReadOnlySpan<MarketEvent> Flush(long receiveTime)
    {
        int count = 0;
        if (reset)
        {
            reset = false;
            output[count++] = MarketEvent.Clear(Instrument.Id, receiveTime, MarketEventFlags.ExchangeTimeUnknown);
        }

        count = Difference(bids, receiveTime, count);
        count = Difference(asks, receiveTime, count);
        if (count > 0)
        {
            output[count - 1] = output[count - 1] with { Flags = output[count - 1].Flags | MarketEventFlags.EndOfMessage };
        }

        return output.AsSpan(0, count);
    }

    private int Difference(Rows rows, long time, int count)
    {
        rows.Aggregate(Instrument);
        for (int i = 0; i < rows.PublishedCount; i++)
        {
            if (!rows.TryFindLevel(rows.PublishedPrices[i], out _))
            {
                output[count++] = Level(rows.Side, rows.PublishedPrices[i], 0, 0, time);
            }
        }

        for (int i = 0; i < rows.LevelCount; i++)
        {
            if (!rows.WasPublished(rows.LevelPrices[i], rows.LevelQuantities[i], rows.LevelRows[i]))
            {
                output[count++] = Level(rows.Side, rows.LevelPrices[i], rows.LevelQuantities[i], rows.LevelRows[i], time);
            }
        }

        rows.Publish();
        return count;
    }

    private MarketEvent Level(Side side, long price, long quantity, int rows, long time) => MarketEvent.Level(Instrument.Id, side, price, quantity, time, flags: MarketEventFlags.ExchangeTimeUnknown) with { Count = rows };

    private Rows Of(Side side) => side switch
    {
        Side.Bid => bids,
        Side.Ask => asks,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask."),
    };

    private Rows Check(Side side, int position, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        return Of(side);
    }

    private sealed class Rows(Side side, int limit)
    {
        public readonly long[] Prices = new long[limit];
        public readonly long[] Quantities = new long[limit];
        public readonly long[] LevelPrices = new long[limit];
        public readonly long[] LevelQuantities = new long[limit];
        public readonly int[] LevelRows = new int[limit];
        public readonly long[] PublishedPrices = new long[limit];
        public readonly long[] PublishedQuantities = new long[limit];
        public readonly int[] PublishedRows = new int[limit];
        public int Count;
        public int LevelCount;
        public int PublishedCount;

        public Side Side => side;

        public int Limit => limit;

        public void Aggregate(Instrument instrument)
        {
            LevelCount = 0;
            for (int i = 0; i < Count; i++)
            {
                if (Quantities[i] == 0)
                {
                    continue;
                }

                if (!TryFindLevel(Prices[i], out int at))
                {
                    at = LevelCount++;
                    (LevelPrices[at], LevelQuantities[at], LevelRows[at]) = (Prices[i], 0, 0);
                }

                LevelRows[at]++;
                LevelQuantities[at] += Quantities[i];
                if (LevelQuantities[at] < 0)
                {
                    throw new MarketDataFormatException($"{instrument}: the quantities of the rows at price {instrument.FormatPrice(Prices[i])} do not fit into 64 bits");
                }
            }
        }

        // Equal prices stand side by side in a sorted book, so the search from the end is short.
        public bool TryFindLevel(long price, out int at)
        {
            at = LevelCount - 1;
            while (at >= 0 && LevelPrices[at] != price)
            {
                at--;
            }

            return at >= 0;
        }

        public bool WasPublished(long price, long quantity, int rowCount)
        {
            int at = Array.IndexOf(PublishedPrices, price, 0, PublishedCount);
            return at >= 0 && PublishedQuantities[at] == quantity && PublishedRows[at] == rowCount;
        }

        public void Publish()
        {
            Array.Copy(LevelPrices, PublishedPrices, LevelCount);
            Array.Copy(LevelQuantities, PublishedQuantities, LevelCount);
            Array.Copy(LevelRows, PublishedRows, LevelCount);
            PublishedCount = LevelCount;
        }
    }
}
