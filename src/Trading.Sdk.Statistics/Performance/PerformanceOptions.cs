namespace Trading.Sdk.Statistics;

/// <summary>Conventions of <see cref="PerformanceMetrics.Compute"/>.</summary>
public sealed record PerformanceOptions
{
    /// <summary>Periods in a year: 252 for days of a stock exchange (default), 365 for days of a crypto venue, 12 for months. Above 0.</summary>
    public double PeriodsPerYear { get; init; } = 252;

    /// <summary>Risk-free return per period, subtracted for the mean, Sharpe, Sortino and downside deviation. Default 0.</summary>
    public double RiskFreePerPeriod { get; init; }

    /// <summary>q of Lo's annualisation factor, at least 1. Default 6.</summary>
    public int LoPeriods { get; init; } = 6;

    internal void Validate()
    {
        Demand.Positive(PeriodsPerYear, nameof(PeriodsPerYear));
        Demand.Finite(RiskFreePerPeriod, nameof(RiskFreePerPeriod));
        Demand.Least(LoPeriods, 1, nameof(LoPeriods));
    }
}
