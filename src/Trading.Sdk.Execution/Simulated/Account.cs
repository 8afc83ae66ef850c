using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>Cash and position, with a second count in whole numbers that must agree with the first at every movement.</summary>
internal sealed class Account
{
    private const long Year = 365 * 86_400_000_000_000;
    private readonly List<CashFlow> flows = [];
    private readonly decimal borrowRatePerYear;
    private readonly decimal start;
    private Int128 signedTurnover;
    private decimal flowSum;
    private long accruedUntil;

    public Account(Instrument instrument, decimal initialCash, decimal borrowRatePerYear)
    {
        this.borrowRatePerYear = borrowRatePerYear;
        Cash = start = initialCash;
        UnitValue = instrument.Price.Value * instrument.Quantity.Value * instrument.Multiplier;
    }

    public decimal UnitValue { get; }

    public decimal Cash { get; private set; }

    public decimal FeesPaid { get; private set; }

    public long Position { get; private set; }

    public decimal ConservationError { get; private set; }

    public IReadOnlyList<CashFlow> Flows => flows;

    public void Trade(Side side, long price, long quantity, decimal fee)
    {
        Cash -= (side.Sign() * price * (decimal)quantity * UnitValue) + fee;
        FeesPaid += fee;
        Position += side.Sign() * quantity;
        signedTurnover += side.Sign() * (Int128)price * quantity;
        Check();
    }

    public void Flow(in CashFlow flow)
    {
        if (flow.Amount != 0)
        {
            flows.Add(flow);
            Cash += flow.Amount;
            flowSum += flow.Amount;
            Check();
        }
    }

    public void Accrue(long time, long twiceMid)
    {
        if (borrowRatePerYear != 0 && Position < 0 && accruedUntil != 0 && time > accruedUntil)
        {
            decimal value = Position * (decimal)twiceMid / 2 * UnitValue;
            Flow(new CashFlow(time, CashFlowKind.Borrow, decimal.Round(value * borrowRatePerYear * (time - accruedUntil) / Year, 10), Position));
        }

        accruedUntil = Math.Max(accruedUntil, time);
    }

    private void Check() =>
        ConservationError = Math.Max(ConservationError, Math.Abs(Cash - (start - ((decimal)signedTurnover * UnitValue) - FeesPaid + flowSum)));
}
