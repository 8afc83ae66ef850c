using System.Globalization;
using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace LiveBinance;

/// <summary>Runs the feed, records it if asked to, and redraws a table of the books twice a second.</summary>
internal sealed class BookTable(BinanceDepthFeed feed, BookTableOptions options, IHostApplicationLifetime lifetime) : BackgroundService, IMarketEventSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Row> rows = [];
    private EventRecorder? recorder;
    private long events;
    private long trades;

    public long Events => Interlocked.Read(ref events);

    public long Trades => Interlocked.Read(ref trades);

    public void OnEvents(ReadOnlySpan<MarketEvent> batch)
    {
        recorder?.OnEvents(batch);
        Interlocked.Add(ref events, batch.Length);
        MarketEvent last = batch[^1];
        if (last.Kind == MarketEventKind.Trade)
        {
            Interlocked.Increment(ref trades);
            return;
        }

        // The book belongs to this thread: what the screen shows is copied.
        LimitOrderBook book = feed.BookOf(last.InstrumentId);
        bool hasBid = book.TryGetBest(Side.Bid, out DepthLevel bid), hasAsk = book.TryGetBest(Side.Ask, out DepthLevel ask);
        lock (gate)
        {
            rows[last.InstrumentId] = new Row(hasBid ? bid : null, hasAsk ? ask : null, book.LevelCount(Side.Bid), book.LevelCount(Side.Ask), last.ReceiveTime - last.ExchangeTime);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using EventRecorder? opened = options.Output is { } directory ? EventRecorder.Open(directory, feed.Instruments) : null;
        recorder = opened;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        if (options.Duration is { } duration)
        {
            end.CancelAfter(duration);
        }

        Task run = feed.RunAsync(this, end.Token);
        try
        {
            await AnsiConsole.Live(Draw()).StartAsync(async screen =>
            {
                while (!run.IsCompleted)
                {
                    screen.UpdateTarget(Draw());
                    await Task.WhenAny(run, Task.Delay(500, CancellationToken.None));
                }

                screen.UpdateTarget(Draw());
            });
            await run;
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C, or the time is over.
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private Table Draw()
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("symbol", "state", "bid", "ask", "levels", "latency", "messages", "gaps", "resyncs", "reconnects");
        foreach (Instrument instrument in feed.Instruments.OrderBy(i => i.Id))
        {
            Row row;
            lock (gate)
            {
                row = rows.GetValueOrDefault(instrument.Id);
            }

            BinanceInstrumentCounters counters = feed.CountersOf(instrument.Id);
            FeedStatus status = feed.StatusOf(instrument.Id);
            table.AddRow(
                instrument.Symbol,
                status.State == FeedState.Live ? "[green]Live[/]" : $"[yellow]{status.State}[/] {status.Reason}",
                Show(instrument, row.Bid),
                Show(instrument, row.Ask),
                $"{row.BidLevels} / {row.AskLevels}",
                string.Create(CultureInfo.InvariantCulture, $"{row.LatencyNanos / 1e6:0.0} ms"),
                Number(counters.Messages),
                Number(counters.Book.Gaps),
                Number(counters.Book.Resyncs),
                Number(counters.Reconnects));
        }

        return table;
    }

    private static string Show(Instrument instrument, DepthLevel? level) => level is { } l ? $"{instrument.FormatPrice(l.Price)} × {instrument.FormatQuantity(l.Quantity)}" : "–";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private readonly record struct Row(DepthLevel? Bid, DepthLevel? Ask, int BidLevels, int AskLevels, long LatencyNanos);
}
