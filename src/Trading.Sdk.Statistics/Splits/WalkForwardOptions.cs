namespace Trading.Sdk.Statistics;

/// <summary>The windows of <see cref="TimeSeriesSplits.WalkForward"/>, in observations.</summary>
public sealed record WalkForwardOptions
{
    /// <summary>Training observations of the first window, at least 1.</summary>
    public required int TrainLength { get; init; }

    /// <summary>Test observations per window, at least 1.</summary>
    public required int TestLength { get; init; }

    /// <summary>Observations left out between training and test, so that labels which look ahead do not overlap the test; at least 0. Default 0.</summary>
    public int Gap { get; init; }

    /// <summary>How far each window moves; null (default) for <see cref="TestLength"/>, so that every later observation is tested once.</summary>
    public int? Step { get; init; }

    /// <summary>False (default): the training window keeps its length and rolls. True: it always starts at observation 0 and grows.</summary>
    public bool Anchored { get; init; }

    internal void Validate()
    {
        Demand.Least(TrainLength, 1, nameof(TrainLength));
        Demand.Least(TestLength, 1, nameof(TestLength));
        Demand.Least(Gap, 0, nameof(Gap));
        Demand.Least(Step ?? 1, 1, nameof(Step));
    }
}
