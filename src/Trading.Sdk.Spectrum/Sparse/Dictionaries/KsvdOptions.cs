namespace Trading.Sdk.Spectrum;

/// <summary>Settings of <see cref="Ksvd"/>.</summary>
public sealed class KsvdOptions
{
    /// <summary>Number of atoms, at least 1.</summary>
    public required int Atoms { get; init; }

    /// <summary>Atoms per code, at least 1.</summary>
    public required int Sparsity { get; init; }

    /// <summary>Rounds, at least 1. Default 50.</summary>
    public int Iterations { get; init; } = 50;

    /// <summary>Seed of the choice of starting atoms among the signals. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Atoms used by fewer signals than this are replaced by the worst represented signal. Default 4.</summary>
    public int MinimumUses { get; init; } = 4;

    /// <summary>Of two atoms with a larger |correlation| than this one is replaced, in (0, 1]. Default 0.99.</summary>
    public double TwinCorrelation { get; init; } = 0.99;
}
