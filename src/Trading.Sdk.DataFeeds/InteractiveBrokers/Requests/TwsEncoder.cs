using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The frames a client sends at server versions 163…176, byte for byte those of the official Python client. Every method gives one
/// whole frame. Request ids are the caller's.
/// </summary>
internal static class TwsEncoder
{
    public static byte[] Hello(string connectOptions = "")
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"v{100}..{TwsWire.NewestServer}") + (connectOptions.Length == 0 ? "" : " " + connectOptions);
        byte[] frame = new byte[8 + text.Length];
        "API\0"u8.CopyTo(frame);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), text.Length);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(8));
        return frame;
    }

    public static byte[] StartApi(int clientId, string capabilities = "") => Message(71, 2).Add(clientId).Add(capabilities).ToFrame();

    public static byte[] CurrentTime() => Message(49, 1).ToFrame();

    public static byte[] NextIds() => Message(8, 1).Add(1).ToFrame();

    public static byte[] Accounts() => Message(17, 1).ToFrame();

    public static byte[] DepthExchanges() => new TwsFieldWriter().Add(82).ToFrame();

    public static byte[] SmartComponents(int id, string bboExchange) => new TwsFieldWriter().Add(83).Add(id).Add(bboExchange).ToFrame();

    public static byte[] MarketDataType(TwsMarketDataType type) => Message(59, 1).Add((int)type).ToFrame();

    public static byte[] ContractDetails(int id, TwsContract contract, int serverVersion)
    {
        TwsFieldWriter writer = Contract(Message(9, 8).Add(id), contract).Add(false).Add("").Add("");
        return (serverVersion >= 176 ? writer.Add("") : writer).ToFrame();
    }

    public static byte[] Depth(int id, TwsContract contract, int rows, bool smart) =>
        Contract(Message(10, 5).Add(id), contract).Add(rows).Add(smart).Add("").ToFrame();

    public static byte[] CancelDepth(int id, bool smart) => Message(11, 1).Add(id).Add(smart).ToFrame();

    public static byte[] TickByTick(int id, TwsContract contract, TwsTickByTickKind kind, int numberOfTicks, bool ignoreSize) =>
        Contract(new TwsFieldWriter().Add(97).Add(id), contract).Add(kind.ToString()).Add(numberOfTicks).Add(ignoreSize).ToFrame();

    public static byte[] CancelTickByTick(int id) => new TwsFieldWriter().Add(98).Add(id).ToFrame();

    public static byte[] MarketData(int id, TwsContract contract, string genericTicks, bool snapshot, bool regulatorySnapshot = false) =>
        Contract(Message(1, 11).Add(id), NoCombination(contract)).Add(false).Add(genericTicks).Add(snapshot).Add(regulatorySnapshot).Add("").ToFrame();

    public static byte[] CancelMarketData(int id) => Message(2, 2).Add(id).ToFrame();

    public static byte[] RealTimeBars(int id, TwsContract contract, string whatToShow, bool regularHours) =>
        Contract(Message(50, 3).Add(id), contract).Add(5).Add(whatToShow).Add(regularHours).Add("").ToFrame();

    public static byte[] CancelRealTimeBars(int id) => Message(51, 1).Add(id).ToFrame();

    public static byte[] HistoricalBars(int id, TwsContract contract, string end, string barSize, string duration, bool regularHours, string whatToShow, int formatDate, bool keepUpToDate) =>
        Contract(new TwsFieldWriter().Add(20).Add(id), NoCombination(contract)).Add(false).Add(end).Add(barSize).Add(duration).Add(regularHours).Add(whatToShow)
            .Add(formatDate).Add(keepUpToDate).Add("").ToFrame();

    public static byte[] CancelHistoricalBars(int id) => Message(25, 1).Add(id).ToFrame();

    public static byte[] HistoricalTicks(int id, TwsContract contract, string start, string end, int count, string whatToShow, bool regularHours, bool ignoreSize) =>
        Contract(new TwsFieldWriter().Add(96).Add(id), contract).Add(false).Add(start).Add(end).Add(count).Add(whatToShow).Add(regularHours).Add(ignoreSize).Add("").ToFrame();

    public static byte[] HeadTimestamp(int id, TwsContract contract, string whatToShow, bool regularHours) =>
        Contract(new TwsFieldWriter().Add(87).Add(id), contract).Add(false).Add(regularHours).Add(whatToShow).Add(2).ToFrame();

    public static byte[] CancelHeadTimestamp(int id) => new TwsFieldWriter().Add(90).Add(id).ToFrame();

    private static TwsFieldWriter Message(int id, int version) => new TwsFieldWriter().Add(id).Add(version);

    private static TwsFieldWriter Contract(TwsFieldWriter writer, TwsContract contract) => writer
        .Add(contract.ContractId)
        .Add(contract.Symbol)
        .Add(contract.SecurityType)
        .Add(contract.LastTradeDateOrContractMonth)
        .Add(Strike(contract.Strike))
        .Add(contract.Right)
        .Add(contract.Multiplier)
        .Add(contract.Exchange)
        .Add(contract.PrimaryExchange)
        .Add(contract.Currency)
        .Add(contract.LocalSymbol)
        .Add(contract.TradingClass);

    private static TwsContract NoCombination(TwsContract contract) =>
        contract.SecurityType != "BAG" ? contract : throw new NotSupportedException("Combinations (BAG) are not supported: their legs have a layout of their own.");

    // A floating-point text, as the official client writes it: 150.0, 97.5.
    private static string Strike(decimal strike) => strike.ToString("0.0###########################", CultureInfo.InvariantCulture);
}
