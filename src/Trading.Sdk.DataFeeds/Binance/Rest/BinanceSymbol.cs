using System.Globalization;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A symbol of exchangeInfo.</summary>
/// <param name="Symbol">As the venue writes it.</param>
/// <param name="Tick">Price step (PRICE_FILTER.tickSize); 0 where the filter is off.</param>
/// <param name="Lot">Quantity step (LOT_SIZE.stepSize); 0 where the filter is off.</param>
/// <param name="Status">TRADING, BREAK, HALT …</param>
/// <param name="ContractSize">Value of a contract (COIN-M); 1 elsewhere.</param>
public sealed record BinanceSymbol(string Symbol, decimal Tick, decimal Lot, string Status, decimal ContractSize)
{
    /// <summary>The venue's name in <see cref="Instrument.Venue"/>.</summary>
    public const string VenueName = "BINANCE";

    /// <summary>The finest step that Binance prints: 8 decimals. Used where no filter tells one.</summary>
    public const decimal FinestStep = 0.00000001m;

    /// <summary>True while it is traded.</summary>
    public bool IsTrading => string.Equals(Status, "TRADING", StringComparison.Ordinal);

    /// <summary>The instrument. Quantities off the lot are rounded: books hold remainders of orders older than today's lot.</summary>
    public Instrument ToInstrument(int id) => new(id, Symbol, Tick > 0 ? Tick : FinestStep, Lot > 0 ? Lot : FinestStep, VenueName)
    {
        QuantityOffGrid = OffGridPolicy.Round,
        Multiplier = ContractSize,
    };

    /// <summary>An instrument whose steps are not known: 8 decimals, exact for anything that Binance prints.</summary>
    public static Instrument Unknown(int id, string symbol) => new(id, symbol, FinestStep, FinestStep, VenueName);

    /// <summary>Reads an answer of exchangeInfo.</summary>
    /// <exception cref="MarketDataFormatException">It is not of the documented form.</exception>
    public static IReadOnlyList<BinanceSymbol> ReadAll(ReadOnlyMemory<byte> json, BinanceVenue venue)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var symbols = new List<BinanceSymbol>();
            foreach (JsonElement symbol in document.RootElement.GetProperty("symbols").EnumerateArray())
            {
                decimal tick = 0, lot = 0;
                foreach (JsonElement filter in symbol.TryGetProperty("filters", out JsonElement filters) ? filters.EnumerateArray() : default)
                {
                    string? type = filter.GetProperty("filterType").GetString();
                    tick = type == "PRICE_FILTER" ? Number(filter, "tickSize") : tick;
                    lot = type == "LOT_SIZE" ? Number(filter, "stepSize") : lot;
                }

                string status = symbol.TryGetProperty(venue == BinanceVenue.CoinMFutures ? "contractStatus" : "status", out JsonElement stated) ? stated.GetString() ?? "" : "";
                symbols.Add(new BinanceSymbol(symbol.GetProperty("symbol").GetString()!, tick, lot, status, symbol.TryGetProperty("contractSize", out JsonElement size) ? size.GetDecimal() : 1));
            }

            return symbols;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MarketDataFormatException($"exchangeInfo is not of the documented form ({e.Message})", e);
        }
    }

    private static decimal Number(JsonElement filter, string name) => decimal.Parse(filter.GetProperty(name).GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
}
