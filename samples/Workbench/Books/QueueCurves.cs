using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Books;

/// <summary>Follows one imaginary order under every queue model.</summary>
internal sealed class QueueCurves : IMarketEventSink
{
    private static readonly QueueModel[] Models =
    [
        QueueModel.RiskAverse, QueueModel.Power(1), QueueModel.Power(3), QueueModel.PowerOfTotal(2), QueueModel.PowerOfFront(3), QueueModel.Logarithm, QueueModel.LogarithmOfTotal,
    ];

    private readonly Instrument instrument;
    private readonly Side side;
    private readonly long price;
    private readonly long quantity;
    private readonly long at;
    private readonly LimitOrderBook levels;
    private readonly List<(long Time, double Ahead)>[] curves = [.. Models.Select(_ => new List<(long, double)>())];
    private QueuedOrder[]? placed;

    public QueueCurves(Instrument instrument, Side side, long price, long quantity, long at)
    {
        (this.instrument, this.side, this.price, this.quantity, this.at) = (instrument, side, price, quantity, at);
        levels = new LimitOrderBook(instrument, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore });
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                Take(events[start..(i + 1)]);
                start = i + 1;
            }
        }
    }

    public JsonObject Describe(int points)
    {
        // A recording that ends before the order is placed leaves it where the book ended.
        Place();
        var models = new JsonArray();
        for (int m = 0; m < Models.Length; m++)
        {
            QueuedOrder order = placed![m];
            models.Add(new JsonObject
            {
                ["model"] = order.Model.Name,
                ["filled"] = instrument.FormatQuantity(order.Filled),
                ["firstFillTime"] = order.FirstFillTime,
                ["fillTime"] = order.FilledTime,
                ["volumeAhead"] = new JsonArray([.. Thin(curves[m], points).Select(p => (JsonNode)new JsonArray(p.Time, Format(p.Ahead)))]),
            });
        }

        return new JsonObject
        {
            ["symbol"] = instrument.Symbol,
            ["side"] = side == Side.Bid ? "bid" : "ask",
            ["price"] = instrument.FormatPrice(price),
            ["quantity"] = instrument.FormatQuantity(quantity),
            ["at"] = at,
            ["initialAhead"] = Format(curves[0][0].Ahead),
            ["models"] = models,
        };
    }

    private static IEnumerable<(long Time, double Ahead)> Thin(List<(long Time, double Ahead)> curve, int points)
    {
        int step = Math.Max(1, (curve.Count + points - 1) / points);
        for (int i = curve.Count - 1 - ((curve.Count - 1) / step * step); i < curve.Count; i += step)
        {
            yield return curve[i];
        }
    }

    private void Take(ReadOnlySpan<MarketEvent> message)
    {
        if (message[^1].InstrumentId != instrument.Id)
        {
            return;
        }

        foreach (ref readonly MarketEvent e in message)
        {
            if (e.Kind is MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute)
            {
                throw new InvalidDataException("The recording is of level 3, where queue positions are known, not estimated: use level-2 data.");
            }
        }

        if (!message[^1].IsSnapshot && message[^1].ReceiveTime >= at)
        {
            Place();
            for (int m = 0; m < Models.Length; m++)
            {
                if (placed![m].FilledTime is null && placed[m].Apply(message))
                {
                    curves[m].Add((message[^1].ExchangeTime, placed[m].QuantityAhead));
                }
            }
        }

        levels.Apply(message);
    }

    private void Place()
    {
        if (placed is null)
        {
            placed = [.. Models.Select(m => new QueuedOrder(levels, side, price, quantity, m))];
            for (int m = 0; m < Models.Length; m++)
            {
                curves[m].Add((at, placed[m].QuantityAhead));
            }
        }
    }

    /// <summary>Estimates fall between increments: twelve significant digits in whole units.</summary>
    private string Format(double ahead) => (ahead * (double)instrument.Quantity.Value).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);
}
