namespace Trading.Sdk.Backtesting;

/// <summary>What a <see cref="LoggedEvent"/> tells.</summary>
public enum LoggedEventKind : byte
{
    /// <summary>The account at a decision: A = position, B, C = the 128 bits of the equity.</summary>
    Equity = 0,

    /// <summary>A fill on the venue: A = order, B = signed quantity, C = price, D = reason and queue ahead.</summary>
    Fill,

    /// <summary>The strategy learnt of a fill: A = order, B = signed quantity, C = price.</summary>
    FillKnown,

    /// <summary>A decision of the risk gate: A = requested, B = allowed, C = verdict, D = rule.</summary>
    Risk,

    /// <summary>The circuit breaker changed: A = from, B = to, C = rule.</summary>
    Breaker,

    /// <summary>Funding or borrowing: A = kind, B, C = the 128 bits of the amount, D = position.</summary>
    CashFlow,

    /// <summary>The account when the run was ended, which is not a decision: fields as for <see cref="Equity"/>.</summary>
    Closing,
}
