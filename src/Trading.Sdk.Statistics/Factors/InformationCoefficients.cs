namespace Trading.Sdk.Statistics;

/// <summary>Correlations of a factor with the returns that follow, date by date.</summary>
public sealed record InformationCoefficients
{
    /// <summary>Pearson correlation per date; NaN for a date with fewer than two assets or without variation.</summary>
    public required double[] Pearson { get; init; }

    /// <summary>Spearman rank correlation per date; NaN likewise.</summary>
    public required double[] Spearman { get; init; }

    /// <summary>Mean of the Spearman coefficients over the dates that have one.</summary>
    public required double SpearmanMean { get; init; }

    /// <summary>Their standard deviation (n−1).</summary>
    public required double SpearmanStandardDeviation { get; init; }

    /// <summary>Mean/standard deviation, per date.</summary>
    public double InformationRatio => SpearmanMean / SpearmanStandardDeviation;

    /// <summary>Information ratio · √dates.</summary>
    public double TStatistic => InformationRatio * Math.Sqrt(Dates);

    /// <summary>Dates that have a coefficient.</summary>
    public required int Dates { get; init; }
}
