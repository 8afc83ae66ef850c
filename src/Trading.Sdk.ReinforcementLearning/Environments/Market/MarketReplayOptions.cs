namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="MarketReplay"/>.</summary>
public sealed record MarketReplayOptions
{
    /// <summary>Largest position in either direction, in units, at least 1. Default 1.</summary>
    public int MaximumPosition { get; init; } = 1;

    /// <summary>True to allow positions below zero. Default true.</summary>
    public bool AllowShort { get; init; } = true;

    /// <summary>Rows between a decision and its arrival at the market; at least 1, so that nothing is filled at prices that the decision has seen. Default 1.</summary>
    public int LatencyRows { get; init; } = 1;

    /// <summary>Fee of a taking fill as a share of its value; may be negative. Default 0.0005.</summary>
    public double TakerFee { get; init; } = 0.0005;

    /// <summary>Fee of a passive fill as a share of its value; negative for a rebate. Default 0.</summary>
    public double MakerFee { get; init; }

    /// <summary>Ways of ordering that the policy chooses from; with more than one the choice is a second dimension of the action. Waiting orders need a recording with queues. Default only <see cref="OrderStyle.Take"/>.</summary>
    public IReadOnlyList<OrderStyle> Styles { get; init; } = [OrderStyle.Take];

    /// <summary>Part of an iceberg order that is shown, in units, above 0. Default 0.25.</summary>
    public double IcebergPeak { get; init; } = 0.25;

    /// <summary>Rows over which a sliced order takes, at least 1. Default 4.</summary>
    public int SliceRows { get; init; } = 4;

    /// <summary>Steps of an episode, at least 1; an episode also ends with the recording. Default 256.</summary>
    public int EpisodeRows { get; init; } = 256;

    /// <summary>True to start episodes at random rows, false at <see cref="FirstRow"/>. Default true.</summary>
    public bool RandomStart { get; init; } = true;

    /// <summary>First row that is played. Default 0.</summary>
    public int FirstRow { get; init; }

    /// <summary>Row behind the last one that is played; 0 for the end of the recording. Default 0.</summary>
    public int EndRow { get; init; }

    /// <summary>Profit that counts as a reward of 1, in price units times units, above 0. Default 1.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>True to close the position at the last row of an episode, which then is terminated; false to truncate the episode with the position open. Default false.</summary>
    public bool LiquidateAtEnd { get; init; }

    internal void Validate(MarketRecording recording)
    {
        if (MaximumPosition < 1 || EpisodeRows < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(recording), MaximumPosition, $"{nameof(MaximumPosition)} and {nameof(EpisodeRows)} are at least 1.");
        }

        if (LatencyRows < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(recording), LatencyRows, $"{nameof(LatencyRows)} is at least 1: a decision is never filled at a price it has seen.");
        }

        if (!(RewardScale > 0) || double.IsInfinity(RewardScale) || !double.IsFinite(TakerFee) || !double.IsFinite(MakerFee))
        {
            throw new ArgumentOutOfRangeException(nameof(recording), RewardScale, $"{nameof(RewardScale)} is finite and above 0, and fees are finite.");
        }

        int end = EndRow == 0 ? recording.RowCount : EndRow;
        if (FirstRow < 0 || end > recording.RowCount || end - FirstRow < LatencyRows + 2)
        {
            throw new ArgumentOutOfRangeException(nameof(recording), FirstRow, $"Rows {FirstRow} to {end} of {recording.RowCount} leave no room for a decision and its arrival.");
        }

        if (Styles.Count == 0 || Styles.Distinct().Count() != Styles.Count || !Styles.All(Enum.IsDefined))
        {
            throw new ArgumentException($"{nameof(Styles)} names at least one way of ordering, each once.", nameof(recording));
        }

        if (!(IcebergPeak > 0) || double.IsInfinity(IcebergPeak) || SliceRows < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(recording), IcebergPeak, $"{nameof(IcebergPeak)} is finite and above 0, and {nameof(SliceRows)} at least 1.");
        }

        if (!recording.HasQueues && Styles.Any(s => s is OrderStyle.Join or OrderStyle.Iceberg))
        {
            throw new ArgumentException("Waiting orders need a recording with queues.", nameof(recording));
        }
    }
}
