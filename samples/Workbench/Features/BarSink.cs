using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;

namespace Trading.Sdk.Workbench.Features;

/// <summary>Cuts bars and writes them as they close.</summary>
internal sealed class BarSink(Instrument instrument, BarOptions options, CsvOutput table) : IMarketEventSink
{
    private readonly BarBuilder _builder = new(options, instrument.Id);
    private readonly TickRule _rule = new();

    public long Bars { get; private set; }

    public long Trades { get; private set; }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        foreach (ref readonly MarketEvent e in events)
        {
            if (e.Kind == MarketEventKind.Trade)
            {
                Trades++;
                Side byRule = _rule.Classify(e.Price);
                if (_builder.Update(TradeTick.Of(e) with { Aggressor = e.Side == Side.None ? byRule : e.Side }, out Bar bar))
                {
                    Write(bar);
                }
            }
        }
    }

    public void Finish()
    {
        if (_builder.Finish(out Bar bar))
        {
            Write(bar);
        }
    }

    private void Write(in Bar bar)
    {
        Bars++;
        table.Write($"{bar.OpenTime},{bar.CloseTime},{instrument.FormatPrice(bar.Open)},{instrument.FormatPrice(bar.High)},{instrument.FormatPrice(bar.Low)},{instrument.FormatPrice(bar.Close)},{instrument.FormatQuantity(bar.Volume)},{(bar.BuyVolume < 0 ? "" : instrument.FormatQuantity(bar.BuyVolume))},{bar.TradeCount},{CsvOutput.Number(bar.AveragePrice * (double)instrument.Price.Value)}");
    }
}
