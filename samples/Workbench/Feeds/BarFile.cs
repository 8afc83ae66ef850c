using System.Globalization;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>Writes closed candles as lines of CSV, prices and quantities in decimals; the file is made with the first of them.</summary>
internal sealed class BarFile(string path, InstrumentTable instruments) : IDisposable
{
    private StreamWriter? writer;

    public void Write(ReadOnlySpan<Bar> bars)
    {
        writer ??= Create();
        foreach (ref readonly Bar bar in bars)
        {
            Instrument i = instruments[bar.InstrumentId];
            writer.WriteLine(string.Join(
                ',',
                i.Symbol,
                bar.OpenTime.ToString(CultureInfo.InvariantCulture),
                bar.CloseTime.ToString(CultureInfo.InvariantCulture),
                i.FormatPrice(bar.Open),
                i.FormatPrice(bar.High),
                i.FormatPrice(bar.Low),
                i.FormatPrice(bar.Close),
                i.FormatQuantity(bar.Volume),
                i.FormatQuantity(bar.BuyVolume),
                bar.TradeCount.ToString(CultureInfo.InvariantCulture)));
        }

        writer.Flush();
    }

    public void Dispose() => writer?.Dispose();

    private StreamWriter Create()
    {
        var created = new StreamWriter(path);
        created.WriteLine("symbol,openTime,closeTime,open,high,low,close,volume,buyVolume,trades");
        return created;
    }
}
