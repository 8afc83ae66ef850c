using System.Runtime.InteropServices;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Turns the frames of a venue into events. One instance a pass.</summary>
internal abstract class CaptureDecoder(CaptureOutput output)
{
    protected CaptureOutput Output => output;

    protected ImportCounters Counters => output.Counters;

    /// <summary>Takes a frame; malformed ones throw whatever <see cref="ImportErrors.IsMalformedInput"/> knows.</summary>
    public abstract void OnFrame(CaptureFrame frame);

    public static CaptureDecoder Create(CaptureVenue venue, CaptureOutput output) => venue switch
    {
        CaptureVenue.Coinbase => new CoinbaseDecoder(output),
        CaptureVenue.Kraken => new KrakenDecoder(output),
        CaptureVenue.Deribit => new DeribitDecoder(output),
        CaptureVenue.Bitstamp => new BitstampDecoder(output),
        CaptureVenue.Bitmex => new BitmexDecoder(output),
        CaptureVenue.Binance => new BinanceCaptureDecoder(output, BinanceVenue.Spot),
        CaptureVenue.BinanceFutures => new BinanceCaptureDecoder(output, BinanceVenue.UsdMFutures),
        _ => new IndependentReserveDecoder(output),
    };

    /// <summary>The characters of a JSON number or string that needs no unescaping.</summary>
    protected static ReadOnlySpan<byte> Text(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
        return raw.Length >= 2 && raw[0] == '"' ? raw[1..^1] : raw;
    }

    protected static string String(JsonElement element) => element.GetString() ?? throw new MarketDataFormatException("a text is null");

    protected static long Integer(JsonElement element) =>
        System.Buffers.Text.Utf8Parser.TryParse(Text(element), out long value, out int used) && used == Text(element).Length ? value : throw new MarketDataFormatException($"'{IsoTime.Show(Text(element))}' is not a whole number");

    protected static long Id(JsonElement element) => TextId.Of(Text(element));

    protected static MarketEvent Trade(CaptureInstrument symbol, Side aggressor, long price, long quantity, long exchangeTime, long receiveTime, long id) =>
        MarketEvent.Trade(symbol.Id, aggressor, price, quantity, exchangeTime, id) with { ReceiveTime = receiveTime };
}
