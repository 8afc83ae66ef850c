namespace Trading.Sdk.PatternIndex;

/// <summary>How forward returns of matches are judged.</summary>
public sealed record MatchStatisticsOptions
{
    /// <summary>Resamples of the bootstrap. 100 … 1,000,000, default 2,000.</summary>
    public int Resamples { get; init; } = 2_000;

    /// <summary>Coverage of the interval. 0.5 … 0.999, default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the resampling. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Observations that the base rate counts for when a share of rises is turned into a probability. 0 or greater, default 20.</summary>
    public double PriorStrength { get; init; } = 20;

    /// <summary>Weighs a match by exp(−(distance − nearest) / (median − nearest)) rather than equally. Default true.</summary>
    public bool WeighByDistance { get; init; } = true;

    /// <summary>Corrects the probability of a rise by what earlier ones were worth (<see cref="PatternLibrary.Calibrate"/>). Null, the default, leaves it.</summary>
    public PatternCalibration? Calibration { get; init; }

    internal void Validate()
    {
        if (Resamples is < 100 or > 1_000_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Resamples), Resamples, "Must be 100 … 1,000,000.");
        }

        if (!(Confidence is >= 0.5 and <= 0.999))
        {
            throw new ArgumentOutOfRangeException(nameof(Confidence), Confidence, "Must be 0.5 … 0.999.");
        }

        if (!(PriorStrength >= 0) || double.IsInfinity(PriorStrength))
        {
            throw new ArgumentOutOfRangeException(nameof(PriorStrength), PriorStrength, "Must be 0 or greater and finite.");
        }
    }
}
