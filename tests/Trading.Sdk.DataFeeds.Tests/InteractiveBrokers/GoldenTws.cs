using System.Globalization;
using System.Text.Json;
using Trading.Sdk.Testing;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>The recorded session of shared/golden/tws, and the scenario behind it as a script for the fake gateway.</summary>
internal static class GoldenTws
{
    public static string[] Lines(string file) => File.ReadAllLines(SharedFolder.Require("golden/tws/" + file));

    public static byte[][] Frames(char direction) => [.. Lines("session.hex").Where(l => l[0] == direction).Select(l => Convert.FromHexString(l[2..]))];

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("golden/tws/" + file))).RootElement;

    public static TwsContract Contract(JsonElement c) => new()
    {
        ContractId = c.TryGetProperty("conId", out JsonElement id) ? id.GetInt32() : 0,
        Symbol = Text(c, "symbol"),
        SecurityType = Text(c, "secType"),
        Exchange = Text(c, "exchange"),
        PrimaryExchange = Text(c, "primaryExchange"),
        Currency = Text(c, "currency"),
    };

    public static string Text(JsonElement e, string name) => e.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    public static FakeTwsScenario Scenario(int version = 176)
    {
        JsonElement s = Json("scenario.json");
        JsonElement aapl = s.GetProperty("contracts").GetProperty("AAPL");
        string T(string name) => Text(aapl, name);
        return new FakeTwsScenario
        {
            ServerVersion = version,
            ConnectionTime = Text(s, "connTime"),
            Accounts = Text(s, "accounts"),
            NextValidId = s.GetProperty("nextValidId").GetInt32(),
            Time = s.GetProperty("time").GetInt64(),
            Notices = [.. s.GetProperty("farms").EnumerateArray().Select(f => (f[0].GetInt32(), f[1].GetString()!))],
            DepthExchanges = Rows(s.GetProperty("depthExchanges")),
            SmartComponents = Rows(s.GetProperty("smartComponents")),
            Contracts = new Dictionary<string, string[]>
            {
                ["AAPL"] = ["AAPL", "STK", "", "0", "", "SMART", "USD", T("localSymbol"), T("marketName"), T("tradingClass"), T("conId"), T("minTick"), "", T("orderTypes"), T("validExchanges"), "1", "0", T("longName"), T("primaryExchange"), "", T("industry"), T("category"), T("subcategory"), T("timeZoneId"), T("tradingHours"), T("liquidHours"), "", "", "1", "ISIN", "US0378331005", "1", "", "", T("marketRuleIds"), "", T("stockType"), T("minSize"), T("sizeInc"), T("sugInc")],
            },
            Depth = s.GetProperty("depth").EnumerateObject().ToDictionary(d => d.Name, d => FakeTwsDepth.Always(d.Value.GetProperty("l2").GetBoolean(), Steps(d.Value.GetProperty("steps")))),
            LateAfterCancel = Steps(s.GetProperty("lateAfterCancel")),
            TickByTick = s.GetProperty("tbt").EnumerateObject().ToDictionary(t => t.Name, t => (IReadOnlyList<string[]>)Rows(t.Value)),
            Ticks = [.. s.GetProperty("ticks").EnumerateArray().Select(t => (t[0].GetString()!, t.EnumerateArray().Skip(1).Select(v => v.ToString()).ToArray()))],
            MinTick = Text(s, "minTick"),
            RealTimeBars = Rows(s.GetProperty("rtBars")),
            HistoricalBars = (Text(s, "histStart"), Text(s, "histEnd"), Rows(s.GetProperty("histBars"))),
            HistoricalUpdates = Rows(s.GetProperty("histUpdates")),
            // The midpoint rows carry an unused field behind the time.
            HistoricalTicks = s.GetProperty("histTicks").EnumerateObject().ToDictionary(t => t.Name, t => (IReadOnlyList<string[]>)Rows(t.Value)),
        };
    }

    public static FakeTwsStep[] Steps(JsonElement steps) => [.. steps.EnumerateArray().Select(s => s[0].ValueKind == JsonValueKind.String
        ? FakeTwsStep.Error(s[2].GetInt32(), s[3].GetString()!, s[1].GetInt32() == 1)
        : FakeTwsStep.Row(s[0].GetInt32(), s[1].GetInt32(), s[2].GetInt32(), s[3].GetString()!, s[4].GetString()!, s[5].GetString()!))];

    public static (string Price, string Size, string Maker)[] Book(JsonElement book, string side) =>
        [.. book.GetProperty(side).EnumerateArray().Select(r => (r[0].GetString()!, r[1].GetString()!, r[2].GetString()!))];

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static List<string[]> Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.ToString()).ToArray())];
}
