namespace Trading.Sdk.DataFeeds;

/// <summary>What a request is about, by as many properties as are needed to name one contract. Texts are printable ASCII.</summary>
public sealed record TwsContract
{
    /// <summary>The broker's number of the contract; 0 = not given.</summary>
    public int ContractId { get; init; }

    /// <summary>Symbol of the underlying, e.g. AAPL.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>STK, FUT, OPT, CASH, CRYPTO, IND, CFD, … Default STK.</summary>
    public string SecurityType { get; init; } = "STK";

    /// <summary>Expiry of futures and options, yyyyMM or yyyyMMdd.</summary>
    public string LastTradeDateOrContractMonth { get; init; } = "";

    /// <summary>Strike of an option; 0 = not given.</summary>
    public decimal Strike { get; init; }

    /// <summary>C, P or empty.</summary>
    public string Right { get; init; } = "";

    /// <summary>Contract multiplier as text; empty = not given.</summary>
    public string Multiplier { get; init; } = "";

    /// <summary>SMART or the exchange. Default SMART.</summary>
    public string Exchange { get; init; } = "SMART";

    /// <summary>The listing exchange, which makes a SMART contract unambiguous.</summary>
    public string PrimaryExchange { get; init; } = "";

    /// <summary>Currency. Default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The exchange's own symbol.</summary>
    public string LocalSymbol { get; init; } = "";

    /// <summary>Trading class.</summary>
    public string TradingClass { get; init; } = "";

    /// <summary>A US stock routed by SMART.</summary>
    public static TwsContract Stock(string symbol, string exchange = "SMART", string currency = "USD") => new() { Symbol = symbol, Exchange = exchange, Currency = currency };

    /// <inheritdoc/>
    public override string ToString() => $"{(Symbol.Length > 0 ? Symbol : LocalSymbol.Length > 0 ? LocalSymbol : ContractId)}@{Exchange}";
}
