namespace Trading.Sdk.Microstructure;

/// <summary>Constants of the depth signal. The defaults are the users' own, resolved where they contradicted each other; see docs/microstructure.md.</summary>
public sealed record DepthAnalyzerOptions
{
    /// <value>Time between two snapshots of the depth that <see cref="DepthAnalyzer.TryUpdate"/> takes from a book. Default 5 s.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>Depth counts within this many basis points of the mid, 1…10,000. Default 100 (1 %).</value>
    public int BasisPoints { get; init; } = 100;

    /// <value>Bid depth / ask depth from which the direction is long, above 1. Default 2.</value>
    public double LongRatio { get; init; } = 2.0;

    /// <value>Ratio up to which the direction is short, between 0 and 1. Default 0.5.</value>
    public double ShortRatio { get; init; } = 0.5;

    /// <value>Time for which the direction must have held before it is a signal. Default 60 s.</value>
    public TimeSpan MinimumPersistence { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Ratio (or its inverse, for short) at which the magnitude part is full; above the entry ratios. Default 5.</value>
    public double FullMagnitudeRatio { get; init; } = 5.0;

    /// <value>Time at which the persistence part is full; longer than the gate, else the part would say nothing. Default 300 s.</value>
    public TimeSpan FullPersistence { get; init; } = TimeSpan.FromSeconds(300);

    /// <value>Snapshots in a row at which the consecutive part is full, at least 1. Default 60.</value>
    public int FullConsecutive { get; init; } = 60;

    /// <value>Weight of the magnitude part. Default 0.5.</value>
    public double MagnitudeWeight { get; init; } = 0.5;

    /// <value>Weight of the persistence part. Default 0.3.</value>
    public double PersistenceWeight { get; init; } = 0.3;

    /// <value>Weight of the consecutive part; the three weights add to 1. Default 0.2.</value>
    public double ConsecutiveWeight { get; init; } = 0.2;

    /// <value>Confidence of a signal whose parts are all 0, 0…1. Default 0.40.</value>
    public double ConfidenceMin { get; init; } = 0.40;

    /// <value>Confidence of a signal whose parts are all full, <see cref="ConfidenceMin"/>…1. Default 0.75.</value>
    public double ConfidenceMax { get; init; } = 0.75;

    /// <value>A pause between snapshots longer than this ends a run: nobody saw whether the direction held. Default 15 s.</value>
    public TimeSpan GapMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>True refuses snapshots whose book did not know every level of the range. Default false: they count and are marked.</value>
    public bool RequireComplete { get; init; }

    internal void Validate()
    {
        Require.Positive(Interval, nameof(Interval));
        Require.Within(BasisPoints, 1, 10_000, nameof(BasisPoints));
        Require.Above(LongRatio, 1.0, nameof(LongRatio));
        Require.Finite(LongRatio, nameof(LongRatio));
        Require.Above(ShortRatio, 0.0, nameof(ShortRatio));
        Require.Above(1.0, ShortRatio, nameof(ShortRatio));
        Require.Above(FullMagnitudeRatio, Math.Max(LongRatio, 1.0 / ShortRatio), nameof(FullMagnitudeRatio));
        Require.Finite(FullMagnitudeRatio, nameof(FullMagnitudeRatio));
        if (MinimumPersistence < TimeSpan.Zero)
        {
            throw new ArgumentException("MinimumPersistence is zero or more.");
        }

        if (FullPersistence <= MinimumPersistence)
        {
            throw new ArgumentException("FullPersistence is longer than MinimumPersistence.");
        }

        Require.AtLeast(FullConsecutive, 1, nameof(FullConsecutive));
        Require.Within(MagnitudeWeight, 0.0, 1.0, nameof(MagnitudeWeight));
        Require.Within(PersistenceWeight, 0.0, 1.0, nameof(PersistenceWeight));
        Require.Within(ConsecutiveWeight, 0.0, 1.0, nameof(ConsecutiveWeight));
        Require.Within(MagnitudeWeight + PersistenceWeight + ConsecutiveWeight, 1.0 - 1e-9, 1.0 + 1e-9, nameof(MagnitudeWeight));
        Require.Within(ConfidenceMin, 0.0, 1.0, nameof(ConfidenceMin));
        Require.Within(ConfidenceMax, ConfidenceMin, 1.0, nameof(ConfidenceMax));
        Require.Positive(GapMax, nameof(GapMax));
    }
}
