using Trading.Sdk.Execution;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>What a run of a strategy came to, on a book or on bars.</summary>
public sealed class StrategySessionResult
{
    internal StrategySessionResult(
        IReadOnlyList<EquityPoint> equity,
        IReadOnlyList<Fill> fills,
        IReadOnlyList<CashFlow> cashFlows,
        IReadOnlyList<RiskDecision> decisions,
        decimal feesPaid,
        decimal conservationError,
        EventLog log)
    {
        Equity = equity;
        Fills = fills;
        CashFlows = cashFlows;
        RiskDecisions = decisions;
        FeesPaid = feesPaid;
        ConservationError = conservationError;
        Log = log;
    }

    /// <summary>The account at each decision time and at the end, oldest first.</summary>
    public IReadOnlyList<EquityPoint> Equity { get; }

    /// <summary>All fills, oldest first.</summary>
    public IReadOnlyList<Fill> Fills { get; }

    /// <summary>Funding and borrowing, oldest first.</summary>
    public IReadOnlyList<CashFlow> CashFlows { get; }

    /// <summary>All decisions of the risk gate, oldest first.</summary>
    public IReadOnlyList<RiskDecision> RiskDecisions { get; }

    /// <summary>Fees paid.</summary>
    public decimal FeesPaid { get; }

    /// <summary>Largest difference at any event between cash and what fills, fees and flows add up to: 0, or the accounting is wrong.</summary>
    public decimal ConservationError { get; }

    /// <summary>Everything that happened, in order.</summary>
    public EventLog Log { get; }

    /// <summary>FNV-1a 64 over <see cref="Log"/>: equal runs have equal hashes.</summary>
    public ulong EventLogHash => Log.Hash;

    /// <summary>Profit and loss: last equity minus first.</summary>
    public decimal ProfitAndLoss => Equity.Count == 0 ? 0 : Equity[^1].Equity - Equity[0].Equity;

    /// <summary>Simple return of each step between two points of the equity, on a fixed capital.</summary>
    /// <param name="capital">Greater than 0: what a return of 1 would earn.</param>
    public double[] Returns(decimal capital)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capital);
        double[] returns = new double[Math.Max(0, Equity.Count - 1)];
        for (int i = 0; i < returns.Length; i++)
        {
            returns[i] = (double)((Equity[i + 1].Equity - Equity[i].Equity) / capital);
        }

        return returns;
    }
}
