namespace Trading.Sdk.Persistence;

/// <summary>What became of a model's signals.</summary>
public sealed record SignalSummary
{
    /// <summary>The model; null for signals without one.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Signals issued.</summary>
    public long Issued { get; init; }

    /// <summary>Outcomes known.</summary>
    public long Judged { get; init; }

    /// <summary>Outcomes whose direction was right.</summary>
    public long Correct { get; init; }

    /// <summary>Sum of the returns, each a fraction of its entry price.</summary>
    public double ReturnSum { get; init; }

    /// <summary>Money made after costs, where it is known.</summary>
    public decimal Profit { get; init; }

    /// <summary>Share of right directions, 0…1; null before the first outcome.</summary>
    public double? HitRate => Judged == 0 ? null : (double)Correct / Judged;

    /// <summary>Mean return of an outcome as a fraction; null before the first outcome.</summary>
    public double? MeanReturn => Judged == 0 ? null : ReturnSum / Judged;

    internal SignalSummary Plus(SignalOutcomeRecord outcome) => this with
    {
        Judged = Judged + 1,
        Correct = Correct + (outcome.WasCorrect ? 1 : 0),
        ReturnSum = ReturnSum + outcome.ReturnFraction,
        Profit = Profit + (outcome.Profit ?? 0),
    };
}
