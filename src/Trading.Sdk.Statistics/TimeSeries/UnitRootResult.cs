namespace Trading.Sdk.Statistics;

/// <summary>The result of a Dickey–Fuller test; a small p-value speaks against a unit root.</summary>
/// <param name="Statistic">t statistic of the lagged level.</param>
/// <param name="PValue">MacKinnon's (1994) approximation.</param>
/// <param name="Lag">Lagged differences in the regression.</param>
/// <param name="Observations">Observations in the regression.</param>
/// <param name="CriticalValue1Percent">MacKinnon's (2010) critical value at 1 % for so many observations.</param>
/// <param name="CriticalValue5Percent">At 5 %.</param>
/// <param name="CriticalValue10Percent">At 10 %.</param>
public readonly record struct UnitRootResult(
    double Statistic, double PValue, int Lag, int Observations, double CriticalValue1Percent, double CriticalValue5Percent, double CriticalValue10Percent);
