namespace Trading.Sdk.Risk;

/// <summary>The rule that decided.</summary>
public enum RiskRule
{
    /// <summary>None: the order is allowed as it is.</summary>
    None = 0,

    /// <summary><see cref="RiskLimits.PositionMax"/>.</summary>
    Position,

    /// <summary><see cref="RiskLimits.NotionalMax"/>.</summary>
    Notional,

    /// <summary><see cref="RiskLimits.OrdersMax"/>.</summary>
    OrderRate,

    /// <summary><see cref="RiskLimits.DailyLossMax"/>.</summary>
    DailyLoss,

    /// <summary><see cref="RiskLimits.DrawdownMax"/>.</summary>
    Drawdown,

    /// <summary><see cref="RiskLimits.DataAgeMax"/>.</summary>
    StaleData,

    /// <summary>The kill switch was thrown.</summary>
    KillSwitch,

    /// <summary><see cref="RiskLimits.OrderQuantityMax"/>.</summary>
    OrderSize,

    /// <summary><see cref="RiskLimits.ConcentrationMax"/>.</summary>
    Concentration,

    /// <summary><see cref="RiskLimits.GrossMax"/>.</summary>
    Gross,

    /// <summary><see cref="RiskLimits.ValueAtRiskMax"/>.</summary>
    ValueAtRisk,

    /// <summary>The probation after an open circuit: a share of the limits.</summary>
    Probation,
}
