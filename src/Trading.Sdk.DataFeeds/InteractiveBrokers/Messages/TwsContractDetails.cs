using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What the broker knows of a contract.</summary>
public sealed record TwsContractDetails
{
    /// <summary>The contract, complete.</summary>
    public required TwsContract Contract { get; init; }

    /// <summary>Market name.</summary>
    public string MarketName { get; init; } = "";

    /// <summary>Smallest price step.</summary>
    public decimal MinTick { get; init; }

    /// <summary>Order types, comma separated.</summary>
    public string OrderTypes { get; init; } = "";

    /// <summary>Exchanges, comma separated.</summary>
    public string ValidExchanges { get; init; } = "";

    /// <summary>By which prices must be divided (pence), 1 mostly.</summary>
    public int PriceMagnifier { get; init; }

    /// <summary>Contract id of the underlying; 0 = none.</summary>
    public int UnderlyingContractId { get; init; }

    /// <summary>Long name.</summary>
    public string LongName { get; init; } = "";

    /// <summary>Contract month.</summary>
    public string ContractMonth { get; init; } = "";

    /// <summary>Time of the last trade where the contract has one, as sent.</summary>
    public string LastTradeTime { get; init; } = "";

    /// <summary>Industry.</summary>
    public string Industry { get; init; } = "";

    /// <summary>Category.</summary>
    public string Category { get; init; } = "";

    /// <summary>Subcategory.</summary>
    public string Subcategory { get; init; } = "";

    /// <summary>Time zone of the hours.</summary>
    public string TimeZoneId { get; init; } = "";

    /// <summary>Trading hours, as sent.</summary>
    public string TradingHours { get; init; } = "";

    /// <summary>Regular hours, as sent.</summary>
    public string LiquidHours { get; init; } = "";

    /// <summary>Identifiers (ISIN, CUSIP), by name.</summary>
    public IReadOnlyDictionary<string, string> SecurityIds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Smart routing group; null = none.</summary>
    public int? AggregateGroup { get; init; }

    /// <summary>Underlying symbol.</summary>
    public string UnderlyingSymbol { get; init; } = "";

    /// <summary>Underlying security type.</summary>
    public string UnderlyingSecurityType { get; init; } = "";

    /// <summary>Price rules, parallel to <see cref="ValidExchanges"/>, comma separated.</summary>
    public string MarketRuleIds { get; init; } = "";

    /// <summary>Real expiration date.</summary>
    public string RealExpirationDate { get; init; } = "";

    /// <summary>Stock type.</summary>
    public string StockType { get; init; } = "";

    /// <summary>Smallest size; null = not given.</summary>
    public decimal? MinSize { get; init; }

    /// <summary>Size step; null = not given.</summary>
    public decimal? SizeIncrement { get; init; }

    /// <summary>Suggested size step; null = not given.</summary>
    public decimal? SuggestedSizeIncrement { get; init; }

    /// <summary>An instrument on the contract's own grid: the price step is <see cref="MinTick"/>, the quantity step <see cref="SizeIncrement"/>, else <see cref="MinSize"/>, else 1. Odd remainders are rounded.</summary>
    /// <param name="id">Number of the instrument.</param>
    /// <exception cref="InvalidOperationException">The broker gave no price step.</exception>
    public Instrument ToInstrument(int id) => MinTick > 0
        ? new Instrument(id, Contract.Symbol, MinTick, SizeIncrement is > 0 ? SizeIncrement.Value : MinSize is > 0 ? MinSize.Value : 1, Contract.Exchange) { QuantityOffGrid = OffGridPolicy.Round }
        : throw new InvalidOperationException($"{Contract}: the broker gave no price step.");

    /// <summary>Reads what follows the message id (and below 164 its version).</summary>
    internal static TwsContractDetails Read(ref TwsFieldReader reader, int serverVersion)
    {
        string symbol = reader.ReadString(), type = reader.ReadString();
        (string lastTrade, string lastTradeTime) = SplitLastTrade(reader.ReadString());
        decimal strike = reader.ReadDecimalOrNull() ?? 0;
        string right = reader.ReadString(), exchange = reader.ReadString(), currency = reader.ReadString(), local = reader.ReadString(), marketName = reader.ReadString(), tradingClass = reader.ReadString();
        int contractId = reader.ReadInt();
        decimal minTick = reader.ReadDecimalOrNull() ?? 0;
        if (serverVersion < 164)
        {
            reader.Skip();
        }

        string multiplier = reader.ReadString(), orderTypes = reader.ReadString(), exchanges = reader.ReadString();
        int magnifier = reader.ReadInt(), underlying = reader.ReadInt();
        string longName = reader.ReadEscapedString(), primary = reader.ReadString(), month = reader.ReadString(), industry = reader.ReadString(), category = reader.ReadString(), subcategory = reader.ReadString();
        string zone = reader.ReadString(), trading = reader.ReadString(), liquid = reader.ReadString();
        reader.Skip(2);
        int idCount = reader.ReadCount(2);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < idCount; i++)
        {
            string tag = reader.ReadString();
            ids[tag] = reader.ReadString();
        }

        int? group = reader.ReadIntOrNull();
        string underSymbol = reader.ReadString(), underType = reader.ReadString(), rules = reader.ReadString(), expiration = reader.ReadString(), stockType = reader.ReadString();
        decimal? minSize = reader.ReadDecimalOrNull(), increment = null, suggested = null;
        if (serverVersion >= 164)
        {
            increment = reader.ReadDecimalOrNull();
            suggested = reader.ReadDecimalOrNull();
        }

        return new TwsContractDetails
        {
            Contract = new TwsContract { ContractId = contractId, Symbol = symbol, SecurityType = type, LastTradeDateOrContractMonth = lastTrade, Strike = strike, Right = right, Multiplier = multiplier, Exchange = exchange, PrimaryExchange = primary, Currency = currency, LocalSymbol = local, TradingClass = tradingClass },
            MarketName = marketName,
            MinTick = minTick,
            OrderTypes = orderTypes,
            ValidExchanges = exchanges,
            PriceMagnifier = magnifier,
            UnderlyingContractId = underlying,
            LongName = longName,
            ContractMonth = month,
            LastTradeTime = lastTradeTime,
            Industry = industry,
            Category = category,
            Subcategory = subcategory,
            TimeZoneId = zone,
            TradingHours = trading,
            LiquidHours = liquid,
            SecurityIds = ids,
            AggregateGroup = group,
            UnderlyingSymbol = underSymbol,
            UnderlyingSecurityType = underType,
            MarketRuleIds = rules,
            RealExpirationDate = expiration,
            StockType = stockType,
            MinSize = minSize,
            SizeIncrement = increment,
            SuggestedSizeIncrement = suggested,
        };
    }

    // "20261218 08:30:00 US/Central" or "20261218-08:30:00-US/Central": only the date belongs to the contract.
    private static (string Date, string Time) SplitLastTrade(string text)
    {
        int end = text.AsSpan().IndexOfAny('-', ' ');
        return end < 0 ? (text, "") : (text[..end], text[(end + 1)..].Trim());
    }
}
