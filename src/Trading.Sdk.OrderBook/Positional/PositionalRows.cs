namespace Trading.Sdk.OrderBook;

/// <summary>
/// One side of a book that a venue describes by rows (insert, update, delete at a position; Interactive Brokers), whatever a row
/// holds. The operations work on a list, tolerantly: an insert beyond the end appends; an update of the row behind the last one
/// appends; an update farther out is ignored and makes the side suspect; the deletion of a missing row is ignored; after an insert
/// the side is cut to the rows that were asked for. Not thread-safe; allocates at construction only.
/// </summary>
/// <typeparam name="T">What a row holds.</typeparam>
public sealed class PositionalRows<T>
    where T : struct
{
    private readonly T[] rows;

    /// <summary>Creates an empty side.</summary>
    /// <param name="limit">Rows that were asked for, 1…1000.</param>
    public PositionalRows(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        rows = new T[limit];
    }

    /// <summary>Rows that were asked for.</summary>
    public int Limit => rows.Length;

    /// <summary>Rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The rows, best first. Valid until the next operation.</summary>
    public ReadOnlySpan<T> Rows => rows.AsSpan(0, Count);

    /// <summary>True after an update beyond the end, until <see cref="Clear"/>: rows must have been lost.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Operations that could not be applied (updates beyond the end, deletions of missing rows).</summary>
    public long IgnoredOperations { get; private set; }

    /// <summary>Rows cut off because an insert made the side longer than asked for.</summary>
    public long CutRows { get; private set; }

    /// <summary>Inserts a row; those at and below the position move down.</summary>
    /// <param name="position">At least 0; beyond the end it appends.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public void Insert(int position, in T row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        position = Math.Min(position, Count);
        if (position == rows.Length)
        {
            // Behind the last row asked for: cut off at once.
            CutRows++;
            return;
        }

        if (Count == rows.Length)
        {
            Count--;
            CutRows++;
        }

        Array.Copy(rows, position, rows, position + 1, Count - position);
        Count++;
        rows[position] = row;
    }

    /// <summary>Overwrites a row.</summary>
    /// <param name="position">At least 0; equal to <see cref="Count"/> it appends, beyond that it is ignored and counted.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public void Update(int position, in T row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position > Count || position == rows.Length)
        {
            IgnoredOperations++;
            IsSuspect = true;
            return;
        }

        Count = Math.Max(Count, position + 1);
        rows[position] = row;
    }

    /// <summary>Deletes a row; those below move up.</summary>
    /// <param name="position">At least 0; a missing row is ignored and counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public void Delete(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= Count)
        {
            IgnoredOperations++;
            return;
        }

        Count--;
        Array.Copy(rows, position + 1, rows, position, Count - position);
    }

    /// <summary>Empties the side.</summary>
    public void Clear()
    {
        Count = 0;
        IsSuspect = false;
    }
}
