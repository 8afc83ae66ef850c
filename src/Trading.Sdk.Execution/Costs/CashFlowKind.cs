namespace Trading.Sdk.Execution;

/// <summary>What a <see cref="CashFlow"/> was for.</summary>
public enum CashFlowKind
{
    /// <summary>Funding of a perpetual: longs pay shorts a positive rate at the funding time.</summary>
    Funding = 0,

    /// <summary>Borrowing what was sold short.</summary>
    Borrow,
}
