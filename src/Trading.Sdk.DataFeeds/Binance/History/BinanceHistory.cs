using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Past candles and aggregate trades over REST, page by page, within the weight budget of the client.</summary>
public sealed class BinanceHistory
{
    private const int PageRows = 1000;
    private readonly BinanceRestClient client;
    private readonly BinanceVenue venue;

    /// <summary>Creates it.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="venue">The client's market: weights differ.</param>
    public BinanceHistory(BinanceRestClient client, BinanceVenue venue)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client;
        this.venue = venue;
    }

    /// <summary>Candles that open inside an interval, oldest first; the running one, not yet closed, is left out.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="interval">As Binance writes it: 1m, 1h, 1d …</param>
    /// <param name="from">First opening time, nanoseconds since 1970, inclusive.</param>
    /// <param name="to">Last opening time, exclusive.</param>
    /// <param name="now">Candles that close after it are left out, nanoseconds since 1970.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BinanceRestException">The venue refuses the request.</exception>
    /// <exception cref="MarketDataFormatException">An answer is not of the documented form.</exception>
    public async IAsyncEnumerable<Bar> GetKlinesAsync(Instrument instrument, string interval, long from, long to, long now, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentException.ThrowIfNullOrEmpty(interval);
        long next = from / Timestamp.NanosPerMillisecond, end = (to / Timestamp.NanosPerMillisecond) - 1;
        while (next <= end)
        {
            string query = string.Create(CultureInfo.InvariantCulture, $"klines?symbol={Uri.EscapeDataString(instrument.Symbol)}&interval={interval}&startTime={next}&endTime={end}&limit={PageRows}");
            JsonArray rows = Rows(await client.GetAsync(query, venue == BinanceVenue.Spot ? 2 : 5, 8, cancellationToken).ConfigureAwait(false));
            foreach (JsonNode? row in rows)
            {
                Bar bar = Read(() => BinanceRows.Kline(instrument, [.. row!.AsArray().Take(11).Select(v => v!.ToString())]));
                next = (bar.OpenTime / Timestamp.NanosPerMillisecond) + 1;
                if (bar.CloseTime <= now)
                {
                    yield return bar;
                }
            }

            if (rows.Count < PageRows)
            {
                yield break;
            }
        }
    }

    /// <summary>Aggregate trades of an interval, oldest first, as <see cref="MarketEventKind.Trade"/> events flagged Aggregate.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="from">First time, nanoseconds since 1970, inclusive.</param>
    /// <param name="to">Last time, exclusive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BinanceRestException">The venue refuses the request.</exception>
    /// <exception cref="MarketDataFormatException">An answer is not of the documented form.</exception>
    public async IAsyncEnumerable<MarketEvent> GetAggregateTradesAsync(Instrument instrument, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        int weight = venue == BinanceVenue.Spot ? 4 : 20;
        string symbol = Uri.EscapeDataString(instrument.Symbol);
        long end = to / Timestamp.NanosPerMillisecond, hour = Timestamp.NanosPerSecond / Timestamp.NanosPerMillisecond * 3600;
        long start = from / Timestamp.NanosPerMillisecond;
        long nextId = -1;
        while (start < end)
        {
            // The first trade is found by time (windows of at most an hour), the rest by id: several trades share a millisecond.
            string query = nextId >= 0
                ? string.Create(CultureInfo.InvariantCulture, $"aggTrades?symbol={symbol}&fromId={nextId}&limit={PageRows}")
                : string.Create(CultureInfo.InvariantCulture, $"aggTrades?symbol={symbol}&startTime={start}&endTime={Math.Min(end, start + hour) - 1}&limit={PageRows}");
            JsonArray rows = Rows(await client.GetAsync(query, weight, 8, cancellationToken).ConfigureAwait(false));
            foreach (JsonNode? row in rows)
            {
                MarketEvent trade = Read(() => BinanceRows.AggregateTrade(instrument, Text(row, "a"), Text(row, "p"), Text(row, "q"), Text(row, "f"), Text(row, "l"), Text(row, "T"), Text(row, "m")));
                if (trade.ExchangeTime >= to)
                {
                    yield break;
                }

                nextId = trade.Id + 1;
                yield return trade;
            }

            if (nextId < 0)
            {
                start += hour;
            }
            else if (rows.Count == 0)
            {
                yield break;
            }
        }
    }

    private static string Text(JsonNode? row, string name) => row![name]!.ToString();

    private static JsonArray Rows(byte[] body) => Read(() => JsonNode.Parse(body)!.AsArray());

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException and not MarketDataFormatException)
        {
            throw new MarketDataFormatException($"a row of history is not of the documented form ({e.Message})", e);
        }
    }
}
