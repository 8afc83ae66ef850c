namespace Trading.Sdk.Backtesting;

/// <summary>Options of a <see cref="LookAheadDetector"/>.</summary>
public sealed class LookAheadOptions
{
    /// <summary>Cuts, spread evenly over the data; at least 1. Default 8.</summary>
    public int Cuts { get; init; } = 8;

    /// <summary>First cut as a share of the data, in [0, 1): the warm-up is left out. Default 0.2.</summary>
    public double FirstCut { get; init; } = 0.2;

    /// <summary>Alterations of the future tried at each cut, at least 1. Default 2.</summary>
    public int Alterations { get; init; } = 2;

    /// <summary>Seed of the alterations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Cuts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Alterations, 1);
        if (!(FirstCut is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(FirstCut), FirstCut, "The first cut lies in [0, 1).");
        }
    }
}
