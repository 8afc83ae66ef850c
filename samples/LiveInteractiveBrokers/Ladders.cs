using System.Globalization;
using Spectre.Console;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Samples;

/// <summary>The rows of every instrument beside one another, with the state of each.</summary>
internal static class Ladders
{
    public static Table Render(TwsDepthFeed feed, CountingSink counter)
    {
        var all = new Table().Border(TableBorder.Rounded).Title($"{feed.Status.State} · {counter.Events} events · {counter.Trades} trades · {feed.Reconnects} reconnects");
        var ladders = new List<Table>();
        foreach (Instrument instrument in feed.Instruments.OrderBy(i => i.Id))
        {
            TwsDepthSnapshot depth = feed.DepthOf(instrument.Id);
            all.AddColumn($"{Markup.Escape(instrument.Symbol)} {depth.Status.State}");
            var ladder = new Table().Border(TableBorder.None).HideHeaders();
            foreach (string name in (string[])["maker", "size", "bid", "ask", "size", "maker"])
            {
                ladder.AddColumn(new TableColumn(name).NoWrap().RightAligned());
            }

            for (int i = 0; i < Math.Max(depth.Bids.Count, depth.Asks.Count); i++)
            {
                (string bid, string bidSize, string bidMaker) = Cells(depth.Bids, i);
                (string ask, string askSize, string askMaker) = Cells(depth.Asks, i);
                ladder.AddRow(bidMaker, bidSize, $"[green]{bid}[/]", $"[red]{ask}[/]", askSize, askMaker);
            }

            ladders.Add(ladder);
        }

        return all.AddRow(ladders);
    }

    private static (string Price, string Size, string Maker) Cells(IReadOnlyList<TwsDepthRow> rows, int at) => at < rows.Count
        ? (rows[at].Price.ToString(CultureInfo.InvariantCulture), rows[at].Size.ToString(CultureInfo.InvariantCulture), Markup.Escape(rows[at].MarketMaker))
        : ("", "", "");
}
