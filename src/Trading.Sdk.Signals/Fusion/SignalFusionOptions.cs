namespace Trading.Sdk.Signals;

/// <summary>Options of a <see cref="SignalFusion"/>.</summary>
public sealed class SignalFusionOptions
{
    /// <summary>How probabilities are pooled. Default <see cref="FusionMethod.LogOdds"/>.</summary>
    public FusionMethod Method { get; init; }

    /// <summary>Weight by source name, at least 0; a source that is not listed weighs <see cref="DefaultWeight"/>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Weight of sources that are not listed, at least 0. Default 1.</summary>
    public double DefaultWeight { get; init; } = 1;

    /// <summary>Exponent a of the log-odds pool, greater than 0. Default 1.</summary>
    public double Extremise { get; init; } = 1;

    /// <summary>Probabilities are held within [this, 1 − this] before logits are taken; in (0, 0.5). Default 0.01.</summary>
    public double ProbabilityFloor { get; init; } = 0.01;

    /// <summary>The fused signal is flat unless |p − ½| is at least this; in [0, 0.5). Default 0.02.</summary>
    public double DeadBand { get; init; } = 0.02;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(DefaultWeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Extremise);
        if (!(ProbabilityFloor is > 0 and < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(ProbabilityFloor), ProbabilityFloor, "The probability floor lies in (0, 0.5).");
        }

        if (!(DeadBand is >= 0 and < 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(DeadBand), DeadBand, "The dead band lies in [0, 0.5).");
        }

        foreach ((string source, double weight) in Weights)
        {
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                throw new ArgumentOutOfRangeException(nameof(Weights), weight, $"The weight of '{source}' is a finite number of at least 0.");
            }
        }
    }
}
