using System.Runtime.InteropServices;
using System.Text.Json;

namespace Trading.Sdk.DataFeeds;

/// <summary>Finds the steps in which a message of Binance prints prices and quantities, where nobody has stated them.</summary>
internal static class BinanceSteps
{
    /// <summary>Notes the steps of whatever is a price or a quantity on the instrument's grids; averages and rates are not.</summary>
    public static void Measure(CaptureInstrument symbol, byte[] data)
    {
        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        root = root.TryGetProperty("data", out JsonElement inner) ? inner : root;
        string type = root.TryGetProperty("e", out JsonElement stated) && stated.ValueKind == JsonValueKind.String ? stated.GetString()! : string.Empty;
        switch (type)
        {
            case "kline" when root.TryGetProperty("k", out JsonElement candle) && candle.ValueKind == JsonValueKind.Object:
                Note(symbol, candle, prices: "ohlc", quantities: "vV");
                break;
            case "forceOrder" when root.TryGetProperty("o", out JsonElement order) && order.ValueKind == JsonValueKind.Object:
                Note(symbol, order, prices: string.Empty, quantities: "q");
                break;
            case "trade" or "aggTrade":
                Note(symbol, root, prices: "p", quantities: "q");
                break;
            case "" or "bookTicker" or "depthUpdate":
                Note(symbol, root, prices: "ba", quantities: "BA");
                break;
        }
    }

    private static void Note(CaptureInstrument symbol, JsonElement element, string prices, string quantities)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array && property.Name is "b" or "a" or "bids" or "asks")
            {
                foreach (JsonElement row in property.Value.EnumerateArray())
                {
                    symbol.Price(Text(row[0]));
                    symbol.Quantity(Text(row[1]));
                }
            }
            else if (property.Value.ValueKind == JsonValueKind.String && (property.Name is "openInterest" || (property.Name.Length == 1 && quantities.Contains(property.Name[0], StringComparison.Ordinal))))
            {
                symbol.Quantity(Text(property.Value));
            }
            else if (property.Value.ValueKind == JsonValueKind.String && property.Name.Length == 1 && prices.Contains(property.Name[0], StringComparison.Ordinal))
            {
                symbol.Price(Text(property.Value));
            }
        }
    }

    /// <summary>The characters of a JSON number or string that needs no unescaping.</summary>
    private static ReadOnlySpan<byte> Text(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
        return raw.Length >= 2 && raw[0] == '"' ? raw[1..^1] : raw;
    }
}
