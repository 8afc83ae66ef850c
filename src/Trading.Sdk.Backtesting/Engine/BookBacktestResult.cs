using Trading.Sdk.Execution;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>What a <see cref="BookBacktest"/> came to.</summary>
public sealed class BookBacktestResult
{
    internal BookBacktestResult(IReadOnlyList<EquityPoint> equity, IReadOnlyList<Fill> fills, IReadOnlyList<RiskDecision> decisions, decimal feesPaid, decimal conservationError, ulong eventLogHash)
    {
        Equity = equity;
        Fills = fills;
        RiskDecisions = decisions;
        FeesPaid = feesPaid;
        ConservationError = conservationError;
        EventLogHash = eventLogHash;
    }

    /// <summary>The account at each decision time, oldest first.</summary>
    public IReadOnlyList<EquityPoint> Equity { get; }

    /// <summary>All fills, oldest first.</summary>
    public IReadOnlyList<Fill> Fills { get; }

    /// <summary>All decisions of the risk gate, oldest first.</summary>
    public IReadOnlyList<RiskDecision> RiskDecisions { get; }

    /// <summary>Fees paid.</summary>
    public decimal FeesPaid { get; }

    /// <summary>Cash less what the fills add up to: 0, or the accounting is wrong.</summary>
    public decimal ConservationError { get; }

    /// <summary>FNV-1a 64 over every fill, risk decision and equity point in order: equal runs have equal hashes.</summary>
    public ulong EventLogHash { get; }

    /// <summary>Profit and loss: last equity minus first.</summary>
    public decimal ProfitAndLoss => Equity.Count == 0 ? 0 : Equity[^1].Equity - Equity[0].Equity;
}
