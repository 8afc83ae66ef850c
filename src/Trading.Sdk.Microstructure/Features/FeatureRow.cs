namespace Trading.Sdk.Microstructure;

/// <summary>One row of features; valid only during the call that hands it over.</summary>
public readonly ref struct FeatureRow
{
    private readonly ReadOnlySpan<ulong> _validity;

    internal FeatureRow(long time, ReadOnlySpan<double> values, ReadOnlySpan<ulong> validity)
    {
        Time = time;
        Values = values;
        _validity = validity;
    }

    /// <summary>Time of the row, nanoseconds since 1970: everything up to and including it is in the values, nothing later.</summary>
    public long Time { get; }

    /// <summary>One value per column of the schema; NaN = missing.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Bit i of word i / 64 is set when column i has a value.</summary>
    public ReadOnlySpan<ulong> ValidityMask => _validity;

    /// <summary>True when a column has a value.</summary>
    public bool IsValid(int column) => (_validity[column >> 6] >> (column & 63) & 1) != 0;
}
