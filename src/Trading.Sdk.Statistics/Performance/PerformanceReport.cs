namespace Trading.Sdk.Statistics;

/// <summary>
/// What a series of returns says about a strategy, with standard errors. Ratios without "Annual" in their name are per period;
/// quotients whose denominator is 0 are NaN or infinite as IEEE division says.
/// </summary>
public sealed record PerformanceReport
{
    /// <summary>Number of returns n.</summary>
    public required int Observations { get; init; }

    /// <summary>Π(1+r)−1.</summary>
    public required double TotalReturn { get; init; }

    /// <summary>Compound annual growth: (1+total)^(periods per year/n)−1.</summary>
    public required double Cagr { get; init; }

    /// <summary>Arithmetic mean of the returns less the risk-free rate, per period.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>Sample standard deviation (n−1) per period.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>Standard deviation · √(periods per year).</summary>
    public required double VolatilityAnnual { get; init; }

    /// <summary>Mean excess return/sd(n−1) per period; NaN when all returns are equal.</summary>
    public required double SharpePerPeriod { get; init; }

    /// <summary>Sharpe per period · √(periods per year): no correction for autocorrelation, see <see cref="LoAnnualisationFactor"/>.</summary>
    public required double SharpeAnnual { get; init; }

    /// <summary>Standard error of the Sharpe ratio per period under independent normal returns (Lo 2002).</summary>
    public required double SharpeStandardErrorIid { get; init; }

    /// <summary>Standard error of the Sharpe ratio per period with skewness and kurtosis (Mertens 2002).</summary>
    public required double SharpeStandardErrorMertens { get; init; }

    /// <summary>η(q) of Lo (2002) for the q of the options; NaN when n &lt; q.</summary>
    public required double LoAnnualisationFactor { get; init; }

    /// <summary>√mean(min(r,0)²) over <b>all</b> n excess returns, per period.</summary>
    public required double DownsideDeviation { get; init; }

    /// <summary>Mean excess return/downside deviation · √(periods per year).</summary>
    public required double SortinoAnnual { get; init; }

    /// <summary>The deepest fall of the equity curve, where and how long.</summary>
    public required DrawdownReport Drawdown { get; init; }

    /// <summary>CAGR/|maximum drawdown|.</summary>
    public required double Calmar { get; init; }

    /// <summary>Population skewness of the returns.</summary>
    public required double Skewness { get; init; }

    /// <summary>Population kurtosis, not excess: 3 for the normal distribution.</summary>
    public required double Kurtosis { get; init; }

    /// <summary>The 5 % quantile (type 7) of the returns: the 95 % value at risk, as a return (negative = loss).</summary>
    public required double ReturnQuantile5Percent { get; init; }

    /// <summary>Mean of the worst 5 % of the mass, the last observation counted in part: the 95 % CVaR, as a return.</summary>
    public required double MeanOfWorst5Percent { get; init; }

    /// <summary>√mean(drawdown²) over the n points after the start (P. Martin 1987).</summary>
    public required double UlcerIndex { get; init; }

    /// <summary>Σgains/Σ|losses|: the omega ratio at 0 (Keating and Shadwick 2002), also called profit factor.</summary>
    public required double OmegaAtZero { get; init; }

    /// <summary>Σr/Σ|losses| (J. Schwager).</summary>
    public required double GainToPain { get; init; }

    /// <summary>Share of returns above 0.</summary>
    public required double HitRate { get; init; }

    /// <summary>Mean gain/|mean loss|.</summary>
    public required double PayoffRatio { get; init; }

    /// <summary>|95 % quantile|/|5 % quantile|.</summary>
    public required double TailRatio { get; init; }
}
